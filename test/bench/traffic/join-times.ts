/** How long one client takes from an open socket to the first packet, in a room where somebody publishes. */
import type { Audience } from './audience.ts';
import { Seat, type SeatOptions } from './seat.ts';

export interface TimedJoin extends Omit<SeatOptions, 'subscribes' | 'onDelay'> {}

/** Milliseconds since the socket was open; `cpu`: of the generator's own processor time meanwhile. */
export interface JoinTimes {
  readonly joined: number;
  readonly connected: number;
  readonly media: number;
  readonly cpu: number;
}

const packetEvery = 5; // ms: how long the first may be waited for when all else is done

export async function timeJoin(audience: Audience, options: TimedJoin): Promise<JoinTimes> {
  const sending = setInterval(() => audience.send(), packetEvery);
  const used = process.cpuUsage();
  try {
    const { seat } = await Seat.take({ ...options, subscribes: true });
    await seat.heard.finally(() => seat.close());
    const { open, joined = Number.NaN, connected = Number.NaN, media = Number.NaN } = seat.at;
    const { user, system } = process.cpuUsage(used);
    const since = (at: number) => at - open;
    return {
      joined: since(joined),
      connected: since(connected),
      media: since(media),
      cpu: (user + system) / 1_000,
    };
  } finally {
    clearInterval(sending);
  }
}
