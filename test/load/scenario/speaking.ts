/** Who speaks when: one publisher of each room at a time, or all. Pure. */
import { draws } from './draws.ts';
import type { PlannedPeer, Scenario } from './scenario.ts';

interface Span {
  readonly from: number;
  readonly to: number;
}

const second = 1_000; // ms

/** Turns by the number of the peer. Who has no microphone has none. */
export function speakingOf(
  scenario: Scenario,
  peers: readonly PlannedPeer[],
  end: number,
): Map<number, Span[]> {
  const speakers = peers.filter(({ sources }) => sources.includes('microphone'));
  if (scenario.speakerSeconds === 0)
    return new Map(speakers.map(({ number }) => [number, [{ from: 0, to: end }]]));
  const turns = [...Map.groupBy(speakers, ({ room }) => room).values()].flatMap((members, room) =>
    turnsOf(scenario, members, room, end),
  );
  const taken = Map.groupBy(turns, ({ number }) => number);
  return new Map([...taken].map(([number, own]) => [number, own.map(({ from, to }) => ({ from, to }))]));
}

interface Turn extends Span {
  readonly number: number;
}

/** Nobody speaks twice in a row while there is somebody else; nobody while all are away. */
function turnsOf(
  { seed, speakerSeconds }: Scenario,
  members: readonly PlannedPeer[],
  room: number,
  end: number,
) {
  const random = draws(seed, 'speaking', room);
  const turns: Turn[] = [];
  for (let from = 0; from < end; from += speakerSeconds * second) {
    const inside = members.filter(({ visits }) =>
      visits.some(visit => visit.from <= from && from < visit.to),
    );
    const others = inside.filter(({ number }) => number !== turns.at(-1)?.number);
    const next = others.length > 0 ? random.pick(others) : inside[0];
    if (next) turns.push({ number: next.number, from, to: Math.min(end, from + speakerSeconds * second) });
  }
  return turns;
}
