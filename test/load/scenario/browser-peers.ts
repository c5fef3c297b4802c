/** Who joins in a real browser: one of each room after the other, from the beginning to the end. They only receive. Pure. */
import type { Plan, PlannedPeer } from './scenario.ts';

export function browserPeersOf({ scenario, peers, end }: Plan, count: number): PlannedPeer[] {
  const rooms = [...new Set(peers.map(({ room }) => room))];
  return Array.from({ length: count }, (_, index) => ({
    number: peers.length + index,
    room: rooms[index % rooms.length] ?? '',
    name: `Browser ${index + 1}`,
    sources: [],
    layout: scenario.layout,
    visits: [{ from: 0, to: end }],
    speaking: [],
  }));
}
