/**
 * The numbers behind one tile, for support: a dialog beside which the call goes on.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CallStats } from '../../sdk/index.ts';
import type { Call } from '../call/call.ts';
import { copyText } from '../panels/copy-text.ts';
import { text } from '../strings/index.ts';
import { Icon } from '../ui/icon.tsx';
import { type About, bitrateOf, groupsOf } from './details-rows.ts';
import { closeDetails, details } from './details-state.ts';
import { Graph, graphLength } from './graph.tsx';
import { sentenceOf } from './quality-mark.tsx';
import { supportText } from './support-text.ts';

export function QualityDetails({ call }: { call: Call }) {
  const { value } = details;
  const peer = value && call.state.value.peers[value.peerId];
  const gone = value !== null && !peer;
  useEffect(() => {
    if (gone) closeDetails();
  }, [gone]);
  if (!value || !peer) return null;
  const { peerId, source } = value;
  const about = { peerId, source, own: peerId === call.peerId };
  return <Panel key={`${peerId} ${source}`} call={call} about={about} name={peer.name} />;
}

function Panel({ call, about, name }: { call: Call; about: About; name: string }) {
  const { stats, bitrates } = useNumbers(call, about);
  const ref = useTopLayer();
  const quality = call.quality.of(about.peerId);
  const words = text.quality;
  return (
    <section
      ref={ref}
      class="quality-details"
      role="dialog"
      aria-labelledby="quality-title"
      popover="manual"
      tabIndex={-1}
      onKeyDown={event => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        closeDetails();
      }}
    >
      <header>
        <h2 id="quality-title">{about.own ? words.ownTitle : words.title(name)}</h2>
        <button
          type="button"
          class="close"
          aria-label={words.close}
          title={words.close}
          onClick={closeDetails}
        >
          <Icon name="close" />
        </button>
      </header>
      <p class="verdict">{sentenceOf(quality, about.own)}</p>
      <Graph values={bitrates} />
      {stats ? <Numbers stats={stats} about={about} /> : <p>{words.nothing}</p>}
      {stats && <Copy content={() => supportText(stats, about, circumstances(call, about, bitrates))} />}
    </section>
  );
}

function Numbers({ stats, about }: { stats: CallStats; about: About }) {
  return (
    <>
      {groupsOf(stats, about).map(({ title, rows }) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl>
            {rows.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}

function Copy({ content }: { content: () => string }) {
  const [said, setSaid] = useState('');
  const words = text.quality;
  const onClick = async () => setSaid((await copyText(content())) ? words.copied : words.copyFailed);
  return (
    <footer>
      <button type="button" class="secondary" onClick={() => void onClick()}>
        {words.copy}
      </button>
      <span role="status">{said}</span>
    </footer>
  );
}

function circumstances(call: Call, { peerId }: About, bitrates: readonly number[]) {
  return {
    quality: call.quality.of(peerId),
    ownQuality: call.quality.own.value,
    bitrates,
    userAgent: navigator.userAgent,
    date: new Date(),
  };
}

/** Once a second. */
function useNumbers(call: Call, about: About): { stats: CallStats | undefined; bitrates: readonly number[] } {
  const [numbers, setNumbers] = useState<{ stats: CallStats | undefined; bitrates: readonly number[] }>({
    stats: undefined,
    bitrates: [],
  });
  useEffect(() => {
    let ended = false;
    const look = async () => {
      const stats = await call.room.stats().catch(() => undefined); // between two generations of media
      if (ended || !stats) return;
      const bitrate = bitrateOf(stats, about);
      setNumbers(({ bitrates }) => ({ stats, bitrates: [...bitrates, bitrate].slice(-graphLength) }));
    };
    void look();
    const timer = setInterval(() => void look(), 1_000);
    return () => {
      ended = true;
      clearInterval(timer);
    };
  }, [call]);
  return numbers;
}

/** Above everything, a tile in full screen included, and with the focus. */
function useTopLayer() {
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    ref.current?.showPopover?.();
    ref.current?.focus();
  }, []);
  return ref;
}
