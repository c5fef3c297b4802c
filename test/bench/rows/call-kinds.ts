/** The calls that people have, as capacity is counted: who is in them, what they send, what they look at. Pure. */
import type { Source } from '../../../server/protocol/words.ts';
import type { Layout } from '../../load/scenario/scenario.ts';
import type { Newcomer } from '../traffic/crowd-process.ts';

export interface CallKind {
  readonly name: string;
  /** What its number is of. */
  readonly counted: string;
  readonly step: number;
  /** More of it makes the room larger, not the rooms more. */
  readonly isOneRoom: boolean;
  /** Those who come when there were `from` of it and there are to be `to`. */
  newcomers(from: number, to: number): Newcomer[];
}

const both: readonly Source[] = ['microphone', 'camera'];

function meetings(people: number, layout: Layout, step: number): CallKind {
  const person = (room: number, index: number): Newcomer => ({
    ...{ room: `meeting ${room}`, sources: both, layout },
    speaks: index === 0,
  });
  return {
    ...{ name: `meeting of ${people}`, counted: 'meetings', step, isOneRoom: false },
    newcomers: (from, to) =>
      numbers(from, to).flatMap(room => numbers(0, people).map(index => person(room, index))),
  };
}

/** Some who send, and more and more who receive. */
function oneRoom(
  kind: { name: string; counted: string; step: number },
  senders: { count: number; sources: readonly Source[]; layout: Layout },
  layout: Layout,
): CallKind {
  const room = kind.name;
  const { sources } = senders;
  const sender: Newcomer = { room, sources, layout: senders.layout, speaks: true };
  const listener: Newcomer = { room, sources: [], layout, speaks: false };
  return {
    ...kind,
    isOneRoom: true,
    newcomers: (from, to) => [
      ...(from === 0 ? numbers(0, senders.count).map(() => sender) : []),
      ...numbers(from, to).map(() => listener),
    ],
  };
}

function numbers(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

export const callKinds: readonly CallKind[] = [
  meetings(4, '3x3', 4),
  meetings(10, '3x3', 1),
  meetings(25, '5x5', 1),
  oneRoom(
    { name: 'webinar of 1 speaker', counted: 'viewers', step: 25 },
    { count: 1, sources: both, layout: 'none' },
    'speaker',
  ),
  oneRoom(
    { name: 'audio room, 3 speakers', counted: 'listeners', step: 50 },
    { count: 3, sources: ['microphone'], layout: 'audio' },
    'audio',
  ),
];
