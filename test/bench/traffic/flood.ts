/** Joins at an even rate, each a whole one: into a room where somebody publishes, to the first packet, a moment inside, and out again. */
import { percentile } from '../../faults/statistics.ts';
import type { Audience } from './audience.ts';
import { Seat, type SeatOptions } from './seat.ts';

export interface FloodOptions extends Pick<SeatOptions, 'url' | 'withTransportCc'> {
  /** Of the rooms of the audience, in turn. */
  readonly rooms: readonly string[];
  readonly joinsPerSecond: number;
  readonly seconds: number;
}

export interface FloodReport {
  readonly joins: number;
  /** Of those that failed, the first few reasons. */
  readonly failures: number;
  readonly reasons: readonly string[];
  /** Milliseconds from the open socket to the first packet. */
  readonly media: { readonly p50: number; readonly p99: number };
  /** Those that could not be begun in time, because the generator was late. */
  readonly late: number;
}

const packetEvery = 20; // ms
const staysFor = 1_000; // ms
const toldReasons = 5;

export async function flood(audience: Audience, options: FloodOptions): Promise<FloodReport> {
  const sending = setInterval(() => audience.send(), packetEvery);
  try {
    const began = performance.now();
    const joins: Promise<number | Error>[] = [];
    const total = Math.round(options.joinsPerSecond * options.seconds);
    while (joins.length < total) {
      const room = options.rooms[joins.length % options.rooms.length] ?? '';
      joins.push(visit({ ...options, room }).catch((error: unknown) => new Error(String(error))));
      const next = began + (joins.length * 1_000) / options.joinsPerSecond;
      await pause(Math.max(0, next - performance.now()));
    }
    const lasted = (performance.now() - began) / 1_000;
    const late = Math.max(0, Math.round((lasted - options.seconds) * options.joinsPerSecond));
    return { ...reportOf(await Promise.all(joins)), late };
  } finally {
    clearInterval(sending);
  }
}

async function visit(options: Omit<SeatOptions, 'subscribes'>): Promise<number> {
  const { seat } = await Seat.take({ ...options, subscribes: true });
  try {
    await seat.heard;
    const { heardAt = Number.NaN } = seat;
    await pause(staysFor);
    return heardAt - seat.at.open;
  } finally {
    seat.close();
  }
}

function reportOf(joins: readonly (number | Error)[]): Omit<FloodReport, 'late'> {
  const times = joins.filter(each => typeof each === 'number');
  const failures = joins.filter(each => each instanceof Error);
  return {
    joins: joins.length,
    failures: failures.length,
    reasons: failures.slice(0, toldReasons).map(({ message }) => message),
    media: { p50: percentile(times, 50), p99: percentile(times, 99) },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds));
}
