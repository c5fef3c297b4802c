/** Whether all who are in one room fold the same state from what they were told. */
import { expect } from 'vitest';
import { poll } from '../../support/poll.ts';
import type { WsClient } from '../../support/ws-client.ts';
import { forbiddenIn } from './standing.ts';

/** Waits until all have heard of the same events, and compares what they made of them: it is one room, in which nothing is that may not be. */
export async function expectAgreement(clients: readonly WsClient[]): Promise<void> {
  const [first, ...others] = clients;
  if (!first) return;
  const room = first.state.room;
  await poll(`everybody in ${room} has heard the same`, () =>
    others.every(({ state }) => state.seq === first.state.seq),
  );
  for (const other of others) expect(other.state).toEqual(first.state);
  expect(forbiddenIn(first.state)).toEqual([]);
  const peers = Object.values(first.state.peers); // without the hidden ones
  expect(peers.length === 0 || peers.some(({ grant }) => grant.moderator), 'somebody moderates').toBe(true);
}
