/**
 * From a scenario to a plan: which peers there are, who comes when, what each sends and looks at, who speaks when. Every draw follows
 * from the seed, so a scenario has one plan. Pure: knows no server and no clock.
 */
import type { Source } from '../../../server/protocol/words.ts';
import { draws } from './draws.ts';
import type { Plan, PlannedPeer, Scenario } from './scenario.ts';
import { speakingOf } from './speaking.ts';
import { visitsOf } from './visits.ts';

const second = 1_000; // ms
/** Of the time between two joins: what the seed moves them by, so that they do not beat with anything. */
const jitter = 0.5;

/** `roomPrefix` begins the names of rooms; two machines that load one server need two. */
export function planOf(scenario: Scenario, roomPrefix = 'load'): Plan {
  const { rooms, publishers, subscribers, joinsPerSecond, seconds } = scenario;
  const count = rooms * (publishers + subscribers);
  const between = second / joinsPerSecond;
  const arrivals = Array.from({ length: count }, (_, number) => {
    return Math.round((number + draws(scenario.seed, 'arrival', number).next() * jitter) * between);
  });
  const allIn = arrivals.at(-1) ?? 0;
  const end = allIn + seconds * second;
  const peers = arrivals.map((arrival, number) =>
    plannedPeer(scenario, roomPrefix, { number, arrival, end }),
  );
  const speaking = speakingOf(scenario, peers, end);
  return {
    scenario,
    peers: peers.map(peer => ({ ...peer, speaking: speaking.get(peer.number) ?? [] })),
    allIn,
    end,
  };
}

interface Place {
  readonly number: number;
  readonly arrival: number;
  readonly end: number;
}

/** Rooms are filled side by side, publishers first: the first of each, the second of each, … */
function plannedPeer(scenario: Scenario, roomPrefix: string, { number, arrival, end }: Place): PlannedPeer {
  const room = number % scenario.rooms;
  const place = Math.floor(number / scenario.rooms);
  const publishes = place < scenario.publishers;
  return {
    number,
    room: `${roomPrefix}-${room + 1}`,
    name: publishes ? `Publisher ${place + 1}` : `Subscriber ${place - scenario.publishers + 1}`,
    sources: publishes ? sourcesOf(scenario, place) : [],
    layout: scenario.layout,
    visits: visitsOf(scenario, number, { from: arrival, to: end }),
    speaking: [],
  };
}

function sourcesOf({ audio, video, screens }: Scenario, place: number): Source[] {
  return [
    ...(audio ? (['microphone'] as const) : []),
    ...(video ? (['camera'] as const) : []),
    ...(place < screens ? (['screen'] as const) : []),
  ];
}
