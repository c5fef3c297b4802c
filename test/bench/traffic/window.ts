/**
 * One measured stretch of traffic: packets at a steady rate, what of them arrived, how late, how far apart at the first and the last
 * subscriber, and whether whoever measured could keep up.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { build, type Histogram } from 'hdr-histogram-js';
import type { Audience } from './audience.ts';

export interface WindowOptions {
  readonly packetsPerSecond: number;
  readonly seconds: number;
}

/** Milliseconds. */
interface Spread {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

export interface Window {
  /** Packets that the publisher sent, and that should have arrived in all. */
  readonly sent: number;
  readonly expected: number;
  readonly received: number;
  readonly bytes: number;
  /** Wall time from the first to the last that was sent. */
  readonly seconds: number;
  readonly delay: Spread;
  /** Between the first and the last subscriber of each packet that had reached all before the next was sent. */
  readonly fanOut: Spread & { readonly packets: number };
  /** Cores used by the generator; milliseconds its timers were late, 99th percentile. */
  readonly generator: { readonly cores: number; readonly late: number };
}

const loopResolution = 2; // ms
const drainLimit = 500; // ms

export async function measureWindow(audience: Audience, options: WindowOptions): Promise<Window> {
  const [delays, fanOuts] = [histogram(), histogram()];
  const arrivals = new Arrivals(audience.subscribers, fanOuts);
  audience.onDelay = milliseconds => {
    delays.recordValue(microseconds(milliseconds));
    arrivals.arrived();
  };
  const before = audience.totals();
  const finish = watchSelf();
  const paced = await sendPaced(options, () => {
    arrivals.next();
    audience.send();
  });
  const generator = finish();
  const expected = paced.sent * audience.subscribers;
  await drain(() => audience.totals().received - before.received >= expected);
  arrivals.next();
  audience.onDelay = () => {};
  const after = audience.totals();
  const [received, bytes] = [after.received - before.received, after.bytes - before.bytes];
  const fanOut = { ...spreadOf(fanOuts), packets: fanOuts.totalCount };
  return { ...paced, expected, received, bytes, delay: spreadOf(delays), fanOut, generator };
}

/** When the packets of one sending arrived: the first, the last, how many. */
class Arrivals {
  readonly #subscribers: number;
  readonly #spreads: Histogram;
  #count = 0;
  #first = 0;
  #last = 0;

  constructor(subscribers: number, spreads: Histogram) {
    this.#subscribers = subscribers;
    this.#spreads = spreads;
  }

  arrived(): void {
    this.#last = performance.now();
    if (this.#count === 0) this.#first = this.#last;
    this.#count += 1;
  }

  /** The next packet is sent: that of before counts where it has reached everybody, and nothing else came. */
  next(): void {
    if (this.#count === this.#subscribers) this.#spreads.recordValue(microseconds(this.#last - this.#first));
    this.#count = 0;
  }
}

/** Sends at an even pace; what a late timer missed is sent at once, so that the rate holds. */
function sendPaced({ packetsPerSecond, seconds }: WindowOptions, send: () => void) {
  return new Promise<{ sent: number; seconds: number }>(resolve => {
    const total = Math.round(packetsPerSecond * seconds);
    const began = performance.now();
    let sent = 0;
    const timer = setInterval(() => {
      const due = Math.min(total, 1 + Math.floor(((performance.now() - began) / 1_000) * packetsPerSecond));
      for (; sent < due; sent += 1) send();
      if (sent < total) return;
      clearInterval(timer);
      resolve({ sent, seconds: (performance.now() - began) / 1_000 });
    }, 1);
  });
}

function watchSelf(): () => Window['generator'] {
  const loop = monitorEventLoopDelay({ resolution: loopResolution });
  const [began, used] = [performance.now(), process.cpuUsage()];
  loop.enable();
  return () => {
    loop.disable();
    const { user, system } = process.cpuUsage(used);
    const cores = (user + system) / 1_000 / (performance.now() - began);
    return { cores, late: Math.max(0, loop.percentile(99) / 1e6 - loopResolution) };
  };
}

/** What is under way still counts: waits until it is there, or is not to be expected any more. */
async function drain(isEmpty: () => boolean): Promise<void> {
  const until = performance.now() + drainLimit;
  while (!isEmpty() && performance.now() < until) await new Promise(resolve => setTimeout(resolve, 5));
}

function histogram(): Histogram {
  return build({
    highestTrackableValue: 60_000_000,
    numberOfSignificantValueDigits: 3,
    useWebAssembly: false,
  });
}

/** A clock that was read a moment apart may make it a little less than nothing. */
function microseconds(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds * 1_000));
}

function spreadOf(values: Histogram): Spread {
  if (values.totalCount === 0) return { p50: Number.NaN, p99: Number.NaN, max: Number.NaN };
  const at = (percent: number) => values.getValueAtPercentile(percent) / 1_000;
  return { p50: at(50), p99: at(99), max: values.maxValue / 1_000 };
}
