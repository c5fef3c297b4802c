/** Which process has which peers. Pure. */
import type { PlannedPeer } from '../scenario/scenario.ts';

/** One process carries so many without effort. */
const peersPerProcess = 100;

/** How many, where nobody says: a core is left for the server that runs on the same machine. */
export function processesFor(peers: number, cores: number, ownServer: boolean): number {
  const free = Math.max(1, ownServer ? Math.floor(cores / 2) : cores);
  return Math.min(free, Math.max(1, Math.ceil(peers / peersPerProcess)));
}

/** Like cards, but each round begins with the next, so that each has its share of publishers and of every room. */
export function deal(peers: readonly PlannedPeer[], processes: number): PlannedPeer[][] {
  const count = Math.min(processes, Math.max(1, peers.length));
  const hands = Array.from({ length: count }, (): PlannedPeer[] => []);
  for (const [index, peer] of peers.entries()) {
    const round = Math.floor(index / count);
    hands[(index + round) % count]?.push(peer);
  }
  return hands;
}
