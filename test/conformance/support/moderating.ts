/** What moderators and those whom they rule do again and again. Each is expected to succeed. */
import { expect } from 'vitest';
import type { Publication } from './media-parameters.ts';
import type { Member } from './member.ts';
import type { Grant, RoomEvent } from './shapes.ts';

/** Sets the room otherwise. */
export async function change({ client }: Member, settings: object): Promise<void> {
  expect(await client.request('changeRoom', { settings })).toEqual({});
}

export async function changeGrant(
  { client }: Member,
  { peerId }: Member,
  grant: Partial<Grant>,
): Promise<void> {
  expect(await client.request('changeGrant', { peerId, grant })).toEqual({});
}

/** Returns the producer id. */
export async function publish({ client }: Member, published: Publication): Promise<string> {
  await client.request('publish', published);
  return published.producerId;
}

/** The events that the member saw, after its snapshot. */
export async function eventsOf({ client }: Member): Promise<RoomEvent[]> {
  await client.settled();
  return client.notifications('event');
}
