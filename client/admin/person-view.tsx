/** One person: how they are, what can be done, what flows now, what happened. Also of those who have left. */
import type { PeerInfo } from '#protocol/api-shapes.ts';
import type { PeerLife } from '#protocol/timeline.ts';
import { ask, orNothing } from './ask.ts';
import { AskFirst } from './ask-first.tsx';
import { Standing } from './failure.tsx';
import { Heading } from './heading.tsx';
import { Link } from './link.tsx';
import { MediaView } from './media-view.tsx';
import { moment, span } from './moments.ts';
import { qualityIn } from './quality.ts';
import { Story } from './story.tsx';
import { words } from './strings/index.ts';
import { useWatch } from './use-watch.ts';

interface Whom {
  room: string;
  peerId: string;
}

export function PersonView({ room, peerId }: Whom) {
  const watched = useWatch(`person ${peerId}`, () => loadPerson({ room, peerId }));
  const { value, again } = watched;
  const life = value?.story.peers.find(each => each.peerId === peerId);
  const names = new Map(value?.story.peers.map(each => [each.peerId, each.name]));
  for (const { peerId: id, name } of value?.inside ?? []) names.set(id, name);
  return (
    <>
      <section>
        {value && <Heading>{life?.name ?? room}</Heading>}
        <Standing {...watched} />
        {life ? <Facts life={life} /> : value && <p class="quiet">{words.value.story.none}</p>}
        {value?.info && <Deeds whom={{ room, peerId }} info={value.info} onDone={again} />}
      </section>
      {value?.media && <MediaView media={value.media} names={names} />}
      {value && <Story story={value.story} names={names} ofOne />}
    </>
  );
}

/** Who has left has a timeline only. */
async function loadPerson({ room, peerId }: Whom) {
  const params = { room, peerId };
  const [info, inside, media, story] = await Promise.all([
    orNothing(ask('getPeer', { params })),
    orNothing(ask('listPeers', { params: { room } })),
    orNothing(ask('getMedia', { params })),
    ask('getTimeline', { params: { room }, query: { peerId, limit: 1_000 } }),
  ]);
  return { info, inside: inside?.peers ?? [], media, story };
}

function Facts({ life }: { life: PeerLife }) {
  const { person, reasons } = words.value;
  const { room, identity, reason, quality, generation } = life;
  const rows = [
    [person.state, stateOf(life)],
    ...(reason ? [[person.why, reasons[reason]]] : []),
    [person.room, <Link to={{ room }}>{room}</Link>],
    [person.identity, identity ?? person.noIdentity],
    [person.quality, quality ? qualityIn(quality) : person.neverTold],
    [person.generation, person.times(generation)],
  ] as const;
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function stateOf({ state, joinedAt, leftAt }: PeerLife): string {
  const { person } = words.value;
  if (leftAt !== null) return person.gone(moment(leftAt), span(leftAt - joinedAt));
  return state === 'away' ? person.away : person.inside(moment(joinedAt));
}

interface DeedsProps {
  whom: Whom;
  info: PeerInfo;
  onDone: () => void;
}

function Deeds({ whom: params, info, onDone }: DeedsProps) {
  const { person } = words.value;
  const { name } = info;
  const heard = Object.values(info.producers).filter(({ paused }) => !paused);
  return (
    <div class="deeds">
      {heard.map(({ source }) => (
        <AskFirst
          key={source}
          question={person.muteAsk(name, source)}
          meaning={person.muteMeans}
          label={person.muteDo}
          run={() => ask('mutePeer', { params, body: { source, force: true } })}
          onDone={onDone}
        >
          {person.mute(source)}
        </AskFirst>
      ))}
      <AskFirst
        question={person.removeAsk(name)}
        meaning={person.removeMeans}
        label={person.removeDo}
        run={() => ask('removePeer', { params })}
        onDone={onDone}
      >
        {person.remove}
      </AskFirst>
    </div>
  );
}
