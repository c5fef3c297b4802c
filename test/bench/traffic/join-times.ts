/** How long one client takes from an open socket to the first packet, in a room where somebody publishes; it publishes too. */
import type { Audience } from './audience.ts';
import type { Signalling } from './caller.ts';
import { Seat, type SeatOptions } from './seat.ts';

export interface TimedJoin extends Omit<SeatOptions, 'subscribes' | 'onDelay'> {}

/** Milliseconds since the socket was open. */
export interface JoinTimes {
  readonly joined: number;
  readonly connected: number;
  readonly media: number;
  /** Until it has its first packet and what it publishes is taken. */
  readonly signalling: Signalling;
}

const packetEvery = 5; // ms: how long the first may be waited for when all else is done

export async function timeJoin(audience: Audience, options: TimedJoin): Promise<JoinTimes> {
  const sending = setInterval(() => audience.send(), packetEvery);
  try {
    const { seat, send } = await Seat.take({ ...options, subscribes: true });
    try {
      await Promise.all([seat.heard, seat.publish(send)]);
    } catch (error) {
      seat.close();
      throw error;
    }
    const signalling = { ...seat.signalling };
    await seat.leave();
    const { open, joined = Number.NaN, connected = Number.NaN } = seat.at;
    const since = (at: number) => at - open;
    return {
      joined: since(joined),
      connected: since(connected),
      media: since(seat.heardAt ?? Number.NaN),
      signalling,
    };
  } finally {
    clearInterval(sending);
  }
}
