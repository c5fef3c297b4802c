/**
 * A room joined over the in-memory socket, with mediasoup-client's fake handler underneath.
 */

import type { Consumer } from '#protocol/media.ts';
import type { Result } from '#protocol/methods.ts';
import type { JoinOptions } from '../../../client/sdk/join-options.ts';
import { Room } from '../../../client/sdk/room.ts';
import { fakeDevice, hello, joined } from './fake-device.ts';
import { FarEnd, nextTurn } from './memory-socket.ts';

const nothing = () => ({});

/** Starts joining; the far end has said hello and answers nothing yet. */
export function joining(options: Partial<JoinOptions> = {}) {
  const farEnd = new FarEnd();
  const { handlerFactory, handlers } = fakeDevice();
  const required = { url: 'ws://server/ws', room: 'blue', name: 'Ann' };
  const joined = Room.join({ ...required, openSocket: farEnd.open, handlerFactory, ...options });
  farEnd.opened();
  void farEnd.signal('hello', hello());
  return { farEnd, handlers, joined };
}

/** A joined room whose server agrees to everything. */
export async function joinedRoom(
  consumers: Consumer[] = [],
  answer: Partial<Result<'join'>> = {},
  options: Partial<JoinOptions> = {},
) {
  const { farEnd, handlers, joined: room } = joining(options);
  farEnd.answers = {
    join: () => joined(consumers, answer),
    connectTransport: nothing,
    publish: nothing,
    unpublish: nothing,
    pauseProducer: nothing,
    resumeProducer: nothing,
    setInterest: nothing,
    startConsumers: nothing,
    reportQuality: nothing,
  };
  return { farEnd, handlers, room: await room };
}

/** Until `condition` holds; fails after many turns of the event loop, in which nothing here takes time. */
export async function settled(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) {
    if (condition()) return;
    await nextTurn();
  }
  throw new Error(`still not so: ${condition}`);
}

/** Lets everything that is under way happen. */
export async function quiet(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
}
