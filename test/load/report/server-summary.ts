/** What came of the server, as it tells it: while all were in. Pure. */
import type { ReadingName } from '../server-side/readings.ts';
import { highestMean, meanRate, ratesOf, steady } from './rates.ts';
import type { Part, ServerSample } from './report.ts';

/** Over so many seconds in a row a processor counts as used so much. */
const inARow = 5;

interface ServerProcess {
  /** `node`, `worker 0`, … */
  readonly name: string;
  /** Of one core, 1: all of it: on average, and in the worst five seconds. */
  readonly cpu: number;
  readonly worstCpu: number;
  /** Bytes at the end; null: it does not say. */
  readonly memory: number | null;
}

export interface ServerSummary {
  readonly url: string;
  readonly own: boolean;
  readonly processes: readonly ServerProcess[];
  /** At most, milliseconds, 99th percentile of a second. */
  readonly loopDelay: number | null;
  /** The longest time without an answer about itself, milliseconds, that to the end included; null: it never gave one. */
  readonly silence: number | null;
  /** At most. */
  readonly rooms: number | null;
  readonly peers: number | null;
  readonly producers: number | null;
  readonly consumers: number | null;
  /** Each second. */
  readonly rates: Readonly<Record<RateName, number | null>>;
  readonly missing: readonly string[];
}

const rateNames = [
  ...(['packetsIn', 'packetsOut', 'bytesIn', 'bytesOut'] as const),
  ...(['lostIn', 'lostOut', 'nacksIn', 'nacksOut', 'plisIn', 'plisOut'] as const),
] satisfies ReadingName[];
type RateName = (typeof rateNames)[number];

export function serverSummaryOf(part: Part): ServerSummary {
  const { url, own, missing, samples } = part.server;
  const inside = steady(samples, part);
  const most = (name: ReadingName) => maximum(samples.flatMap(({ values }) => values[name] ?? []));
  const loopDelay = most('loopDelay');
  const rates = rateNames.map(name => [name, meanRate(inside, ({ values }) => values[name]) ?? null]);
  return {
    ...{ url, own, missing },
    processes: Object.keys(samples.at(-1)?.cpu ?? {}).map(name => processOf(name, inside)),
    loopDelay: loopDelay === null ? null : loopDelay * 1_000,
    silence: silenceOf(samples, part.ended),
    rooms: most('rooms'),
    peers: most('peers'),
    producers: most('producers'),
    consumers: most('consumers'),
    rates: Object.fromEntries(rates) as ServerSummary['rates'],
  };
}

function processOf(name: string, samples: readonly ServerSample[]): ServerProcess {
  const used = ({ cpu }: ServerSample) => cpu[name];
  const shares = ratesOf(samples, used).flatMap(([, share]) => (Number.isFinite(share) ? [share] : []));
  return {
    name,
    cpu: meanRate(samples, used) ?? 0,
    worstCpu: highestMean(shares, inARow),
    memory: samples.at(-1)?.memory[name] ?? null,
  };
}

function silenceOf(samples: readonly ServerSample[], ended: number): number | null {
  const answered = samples.filter(({ values }) => Object.keys(values).length > 0).map(({ at }) => at);
  return maximum(answered.map((at, index) => (answered[index + 1] ?? Math.max(at, ended)) - at));
}

function maximum(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((most, value) => Math.max(most, value));
}
