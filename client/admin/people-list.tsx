/** People, each in one line: who, how, and since when. */
import type { PeerInfo } from '#protocol/api-shapes.ts';
import type { PeerLife } from '#protocol/timeline.ts';
import { PlainList } from '../app/ui/plain-list.tsx';
import { Link } from './link.tsx';
import { moment } from './moments.ts';
import { place } from './place.ts';
import { qualityIn } from './quality.ts';
import { words } from './strings/index.ts';

interface Props {
  people: readonly PeerLife[];
  /** What they may and send, of those who are inside. */
  inside?: readonly PeerInfo[];
  withRoom?: boolean;
}

export function PeopleList({ people, inside = [], withRoom = false }: Props) {
  return (
    <PlainList class="people">
      {people.map(life => (
        <Person
          key={life.peerId}
          life={life}
          info={inside.find(({ peerId }) => peerId === life.peerId)}
          withRoom={withRoom}
        />
      ))}
    </PlainList>
  );
}

function Person({ life, info, withRoom }: { life: PeerLife; info: PeerInfo | undefined; withRoom: boolean }) {
  const { people } = words.value;
  const { room, peerId, name, state, quality, joinedAt, leftAt } = life;
  const { find } = place.value;
  return (
    <li data-state={state} data-level={state === 'inside' ? quality?.level : undefined}>
      <Link to={{ room, peerId, ...(find && { find }) }}>
        <strong>{name}</strong>
      </Link>
      {withRoom && <span class="where">{people.in(room)}</span>}
      {info && <Tags info={info} />}
      <span class="how">{howOf(life)}</span>
      <time>
        {leftAt === null ? people.since(moment(joinedAt)) : people.until(moment(joinedAt), moment(leftAt))}
      </time>
    </li>
  );
}

function howOf({ state, reason, quality }: PeerLife): string {
  const { people, reasons } = words.value;
  if (reason) return `${people.states[state]}: ${reasons[reason]}`;
  return quality && state === 'inside' && quality.level !== 'good'
    ? qualityIn(quality)
    : people.states[state];
}

function Tags({ info: { grant, hidden, producers } }: { info: PeerInfo }) {
  const { people } = words.value;
  const sent = Object.values(producers);
  const tags = [
    grant.moderator && people.moderator,
    hidden && people.hidden,
    ...sent.map(({ source, paused }) => (paused ? people.sourceOff(source) : people.sourceOn(source))),
    sent.length === 0 && people.nothing,
  ].filter(tag => tag !== false);
  return (
    <span class="tags">
      {tags.map(tag => (
        <span key={tag}>{tag}</span>
      ))}
    </span>
  );
}
