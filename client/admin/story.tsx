/** What happened, as a list: when, how long after what came before, to whom, and what. */
import { useState } from 'preact/hooks';
import type { RouteResult } from '#protocol/api.ts';
import type { TimelineEntry } from '#protocol/timeline.ts';
import { clockTime, dayOf, span } from './moments.ts';
import { daysOf, isChange, type Moment } from './story-groups.ts';
import type { Told } from './strings/en-happened.ts';
import { words } from './strings/index.ts';

type Names = ReadonlyMap<string, string>;

interface Props {
  story: RouteResult<'getTimeline'>;
  names?: Names;
  /** It is about one person, who need not be named. */
  ofOne?: boolean;
}

const shortest = 1_000; // ms: what is nearer needs no gap

export function Story({ story, names = namesIn(story), ofOne = false }: Props) {
  const { story: said } = words.value;
  const [whole, setWhole] = useState(ofOne);
  const entries = story.entries.filter(entry => whole || !isChange(entry));
  return (
    <section class="story">
      <header>
        <h3>{said.heading}</h3>
        <label>
          <input type="checkbox" checked={whole} onChange={event => setWhole(event.currentTarget.checked)} />
          {said.everything}
        </label>
      </header>
      {story.more && <p class="quiet">{said.more}</p>}
      {entries.length === 0 && <p class="quiet">{said.none}</p>}
      {daysOf(entries).map(({ at, moments }) => (
        <div key={at}>
          <h4>{dayOf(at)}</h4>
          <ol>
            {moments.map(each => (
              <ToldOnce key={each.entry.seq} moment={each} names={names} ofOne={ofOne} />
            ))}
          </ol>
        </div>
      ))}
    </section>
  );
}

function namesIn({ peers }: RouteResult<'getTimeline'>): Names {
  return new Map(peers.map(({ peerId, name }) => [peerId, name]));
}

interface ToldProps {
  moment: Moment;
  names: Names;
  ofOne: boolean;
}

function ToldOnce({ moment: { entry, gap = 0, changes }, names, ofOne }: ToldProps) {
  const { story: said } = words.value;
  const last = changes.at(-1) ?? entry;
  return (
    <li data-type={entry.type}>
      <time dateTime={new Date(entry.at).toISOString()}>{clockTime(entry.at)}</time>
      <small class="gap">{gap >= shortest && said.after(span(gap))}</small>
      {!ofOne && <b>{entry.peerId === null ? said.server : (names.get(entry.peerId) ?? entry.peerId)}</b>}
      {changes.length === 1 ? (
        <span>{sentenceOf(entry, names)}</span>
      ) : (
        <details>
          <summary>{said.changes(changes.length, clockTime(last.at))}</summary>
          <ul>
            {changes.map(change => (
              <li key={change.seq}>
                <time>{clockTime(change.at)}</time> {sentenceOf(change, names)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}

function sentenceOf(entry: TimelineEntry, names: Names): string {
  const { happened, reasons } = words.value;
  const told: Told = { span, name: peerId => names.get(peerId) ?? peerId, reason: reason => reasons[reason] };
  // That type and sentence belong together is more than the compiler follows.
  const sentence = happened[entry.type] as (entry: TimelineEntry, told: Told) => string;
  return sentence(entry, told);
}
