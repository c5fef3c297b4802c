/** One room: how it is, who is inside, who left lately, what happened. */
import type { RoomInfo } from '#protocol/api-shapes.ts';
import { needOf } from '#protocol/need.ts';
import { ask, orNothing } from './ask.ts';
import { AskFirst } from './ask-first.tsx';
import { Standing } from './failure.tsx';
import { Heading } from './heading.tsx';
import { moment } from './moments.ts';
import { PeopleList } from './people-list.tsx';
import { Story } from './story.tsx';
import { words } from './strings/index.ts';
import { useWatch } from './use-watch.ts';

export function RoomView({ room }: { room: string }) {
  const watched = useWatch(`room ${room}`, () => loadRoom(room));
  const { value, again } = watched;
  return (
    <>
      <section>
        <Heading>{value?.info?.settings.title ?? room}</Heading>
        <Standing {...watched} />
        {value && <About room={room} info={value.info} onEnded={again} />}
      </section>
      {value && <People {...value} />}
      {value && <Story story={value.story} />}
    </>
  );
}

type Loaded = Awaited<ReturnType<typeof loadRoom>>;

/** One that has closed has a timeline only. */
async function loadRoom(room: string) {
  const params = { room };
  const [info, inside, story] = await Promise.all([
    orNothing(ask('getRoom', { params })),
    orNothing(ask('listPeers', { params })),
    ask('getTimeline', { params, query: {} }),
  ]);
  return { info, inside: inside?.peers ?? [], story };
}

function About({ room, info, onEnded }: { room: string; info: RoomInfo | undefined; onEnded: () => void }) {
  const { room: said } = words.value;
  if (!info) return <p class="quiet">{said.closed}</p>;
  const facts = [
    info.settings.title !== null && room,
    info.openedAt === null ? said.closed : said.opened(moment(info.openedAt)),
    info.settings.locked && said.locked,
    info.waiting > 0 && said.waiting(info.waiting),
  ].filter(fact => fact !== false);
  return (
    <div class="about">
      <p>{facts.join(' · ')}</p>
      <AskFirst
        question={said.endAsk(room)}
        meaning={said.endMeans(info.peers)}
        label={said.endDo}
        run={() => ask('deleteRoom', { params: { room } })}
        onDone={onEnded}
      >
        {said.end}
      </AskFirst>
    </div>
  );
}

function People({ info, inside, story: { peers } }: Loaded) {
  const { room: said } = words.value;
  const gone = peers.filter(({ state }) => state === 'gone').reverse();
  const there = peers
    .filter(({ state }) => state !== 'gone')
    .sort((one, other) => needOf(other) - needOf(one));
  return (
    <>
      {info && (
        <section>
          <h3>{said.inside(there.length)}</h3>
          {there.length === 0 ? (
            <p class="quiet">{said.empty}</p>
          ) : (
            <PeopleList people={there} inside={inside} />
          )}
        </section>
      )}
      {gone.length > 0 && (
        <section>
          <h3>{said.lately}</h3>
          <PeopleList people={gone} />
        </section>
      )}
    </>
  );
}
