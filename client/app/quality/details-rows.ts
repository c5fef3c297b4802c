/**
 * The statistics of a call as the rows of a panel about one tile: what is seen of a peer, or sent of one's own. Pure.
 */
import type { CallStats, PathStats, ReceivedStats, SentLayer, SentStats } from '../../sdk/index.ts';
import { text } from '../strings/index.ts';
import { bits, milliseconds, percent } from './numbers.ts';

export interface Group {
  title: string;
  rows: [name: string, value: string][];
}

export interface About {
  peerId: string;
  own: boolean;
  source: 'camera' | 'screen';
}

/** Of one tile: its video first, then the sound that belongs to it, then the path. */
export function groupsOf(stats: CallStats, { peerId, own, source }: About): Group[] {
  const words = text.quality;
  const sources = [source, source === 'screen' ? 'screen-audio' : 'microphone'];
  const titles = [source === 'screen' ? words.screen : words.picture, words.sound];
  const groups = sources.flatMap((name, index): Group[] => {
    const title = titles[index] ?? name;
    const sent = own ? stats.sent.find(each => each.source === name) : undefined;
    if (sent) return [{ title, rows: sentRows(sent) }];
    const received = stats.received.find(each => each.peerId === peerId && each.source === name);
    return received ? [{ title, rows: receivedRows(received) }] : [];
  });
  return [...groups, { title: words.path, rows: pathRows(own ? stats.sendPath : stats.recvPath, own) }];
}

/** Of its video, for the graph; of its sound where there is no video. */
export function bitrateOf(stats: CallStats, { peerId, own, source }: About): number {
  const streams = own ? stats.sent : stats.received.filter(each => each.peerId === peerId);
  const video = streams.find(each => each.source === source);
  return (video ?? streams.find(each => each.source === 'microphone'))?.bitrate ?? 0;
}

type Row = [name: string, value: string | null | undefined];

function known(rows: Row[]): Group['rows'] {
  return rows.flatMap(([name, value]) => (value ? [[name, value] as [string, string]] : []));
}

function receivedRows(stats: ReceivedStats): Group['rows'] {
  const { rows, values, limits } = text.quality;
  const { layers, limit, freezes, frozen } = stats;
  const picture = stats.source === 'camera' || stats.source === 'screen';
  return known(
    [
      [rows.codec, codec(stats.codec, stats.decoder)],
      [rows.resolution, resolution(stats)],
      [rows.bitrate, bits(stats.bitrate)],
      [rows.loss, percent(stats.lossPercent)],
      [rows.jitter, milliseconds(stats.jitter)],
      [rows.buffer, milliseconds(stats.jitterBuffer)],
      [
        rows.freezes,
        picture && freezes !== null && values.freezes(freezes, ((frozen ?? 0) / 1000).toFixed(1)),
      ],
      [rows.concealed, percent(stats.concealedPercent)],
      [rows.layer, layers ? values.layer(layers.spatial, layers.temporal) : limit && values.noLayer],
      [rows.limit, limit && limits[limit]],
    ].map(([name, value]) => [name, value || undefined] as Row),
  );
}

function sentRows(stats: SentStats): Group['rows'] {
  const { rows, limits } = text.quality;
  const { layers } = stats;
  const video = stats.source === 'camera' || stats.source === 'screen';
  return known([
    [rows.codec, codec(stats.codec, stats.encoder)],
    [rows.bitrate, bits(stats.bitrate)],
    [rows.loss, percent(stats.lossPercent)],
    [rows.roundTrip, milliseconds(stats.roundTrip)],
    [rows.limit, stats.limit && limits[stats.limit]],
    ...(video
      ? layers.map(
          (layer, index): Row => [`${rows.layerSent} ${layers.length > 1 ? index : ''}`, sentLayer(layer)],
        )
      : []),
  ]);
}

function sentLayer(layer: SentLayer): string {
  const { values } = text.quality;
  if (!layer.active) return values.notWanted;
  const size = resolution(layer);
  const rate = bits(layer.bitrate);
  if (!size || !rate || layer.framesPerSecond === 0) return values.waiting;
  const target = bits(layer.target ?? layer.wanted);
  return `${size}, ${target ? values.target(rate, target) : rate}`;
}

function pathRows(path: PathStats, own: boolean): Group['rows'] {
  const { rows, values } = text.quality;
  const protocol = path.protocol?.toUpperCase();
  const candidates = [path.localCandidate, path.remoteCandidate].filter(Boolean).join(' → ');
  const way = protocol && (path.relayed ? values.relayed(protocol) : values.direct(protocol));
  return known([
    [rows.way, way ? `${way} (${candidates})` : values.unknown],
    [rows.roundTrip, milliseconds(path.roundTrip)],
    [rows.available, own ? bits(path.availableOutgoing) : undefined],
  ]);
}

function codec(name: string | null, implementation: string | null): string | undefined {
  if (!name) return undefined;
  return implementation ? `${name} (${implementation})` : name;
}

function resolution(stats: { width: number | null; height: number | null; framesPerSecond: number | null }) {
  const { width, height, framesPerSecond } = stats;
  if (!width || !height) return undefined;
  const size = `${width} × ${height}`;
  return framesPerSecond === null
    ? size
    : `${size}, ${text.quality.values.frames(Math.round(framesPerSecond))}`;
}
