/** What flows to and from one person at this moment, as the engine has it. */
import type { MediaReport } from '#protocol/operating.ts';
import { bits } from '../app/quality/numbers.ts';
import { percent, span } from './moments.ts';
import { NumberTable } from './number-table.tsx';
import { words } from './strings/index.ts';

interface Props {
  media: MediaReport;
  names: ReadonlyMap<string, string>;
}

export function MediaView({ media, names }: Props) {
  const { media: said } = words.value;
  return (
    <section class="media">
      <h3>{said.heading}</h3>
      <PathTable transports={media.transports} />
      <SentTable sends={media.sends} />
      <ReceivedTable receives={media.receives} names={names} />
    </section>
  );
}

function PathTable({ transports }: Pick<MediaReport, 'transports'>) {
  const { media: said } = words.value;
  const { direction: whither, way, state, up, down, estimate } = said.columns;
  const rows = transports.map(({ direction, protocol, ice, dtls, ...rates }) => [
    said.directions[direction],
    protocol?.toUpperCase() ?? said.noPath,
    `ICE ${ice}, DTLS ${dtls}`,
    bits(rates.up),
    bits(rates.down),
    bits(rates.estimate),
  ]);
  return <NumberTable title={said.path} columns={[whither, way, state, up, down, estimate]} rows={rows} />;
}

function SentTable({ sends }: Pick<MediaReport, 'sends'>) {
  const { media: said } = words.value;
  const { source, bitrate, layers, loss, roundTrip, score } = said.columns;
  const rows = sends.map(({ source: which, paused, encodings }) => {
    const rates = encodings.map(each => each.bitrate);
    return [
      said.sources[which],
      paused ? said.paused : bits(rates.reduce((sum, rate) => sum + rate, 0)),
      rates.length > 1 ? rates.map(rate => bits(rate)).join(' + ') : undefined,
      shareOf(worst(encodings.map(each => each.loss))),
      timeOf(worst(encodings.map(each => each.roundTrip))),
      encodings.map(each => each.score ?? said.unknown).join(', '),
    ];
  });
  return (
    <NumberTable title={said.sends} columns={[source, bitrate, layers, loss, roundTrip, score]} rows={rows} />
  );
}

function ReceivedTable({ receives, names }: Pick<MediaReport, 'receives'> & Pick<Props, 'names'>) {
  const { media: said } = words.value;
  const { from, source, bitrate, layers, loss, roundTrip, score } = said.columns;
  const rows = receives.map(each => [
    names.get(each.from) ?? each.from,
    said.sources[each.source],
    each.paused ? said.paused : bits(each.bitrate),
    each.layers ? `${each.layers.spatial + 1}.${each.layers.temporal + 1}` : undefined,
    shareOf(each.loss),
    timeOf(each.roundTrip),
    each.score?.toString(),
  ]);
  const columns = [from, source, bitrate, layers, loss, roundTrip, score];
  return <NumberTable title={said.receives} columns={columns} rows={rows} />;
}

/** `null`: none is known. */
function worst(values: readonly (number | null)[]): number | null {
  const known = values.filter(value => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function shareOf(loss: number | null): string | undefined {
  return loss === null ? undefined : percent(loss);
}

function timeOf(milliseconds: number | null): string | undefined {
  return milliseconds === null ? undefined : span(Math.round(milliseconds));
}
