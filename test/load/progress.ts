/** How a run goes, in one line: rewritten on a terminal, else printed anew every few seconds. */
import { percentile } from '../faults/statistics.ts';
import type { ProcessSample, ServerSample } from './report/report.ts';

const betweenLines = 5_000; // ms, where lines stay
const megabit = 1e6;

/** What the line is made of: the last two samples of each process and of the server. */
export interface Moment {
  readonly planned: number;
  readonly samples: readonly ProcessSample[];
  readonly before: readonly ProcessSample[];
  readonly joins: readonly number[];
  readonly server: readonly ServerSample[];
}

export function progressLine({ planned, samples, before, joins, server }: Moment): string {
  const total = (key: 'peers' | 'receivedPackets' | 'lost' | 'failures') => sum(samples.map(each => each[key]));
  const bitrate = (key: 'receivedBytes' | 'sentBytes') =>
    sum(samples.map((sample, index) => rate(sample, before[index], key))) / megabit;
  const [packets, lost] = [total('receivedPackets'), total('lost')];
  const loss = packets + lost > 0 ? (Math.max(0, lost) / (packets + lost)) * 100 : 0;
  const joined = joins.length === 0 ? '' : `, join p95 ${Math.round(percentile(joins, 95))} ms`;
  const failures = total('failures');
  const worker = busiestWorker(server);
  const seconds = Math.round(Math.max(0, ...samples.map(({ at }) => at)) / 1_000);
  return [
    `${seconds} s: ${total('peers')}/${planned} peers`,
    `${bitrate('receivedBytes').toFixed(1)} Mbit/s received, ${bitrate('sentBytes').toFixed(1)} sent`,
    `loss ${loss.toFixed(2)} %${joined}`,
    ...(worker === undefined ? [] : [`busiest worker ${Math.round(worker * 100)} %`]),
    `tool ${Math.round(Math.max(0, ...samples.map(({ cpu }) => cpu)) * 100)} %`,
    ...(failures > 0 ? [`${failures} failures`] : []),
  ].join(' | ');
}

function rate(sample: ProcessSample, before: ProcessSample | undefined, key: 'receivedBytes' | 'sentBytes'): number {
  const seconds = (sample.at - (before?.at ?? 0)) / 1_000;
  return seconds > 0 ? ((sample[key] - (before?.[key] ?? 0)) * 8) / seconds : 0;
}

/** Of one core. */
function busiestWorker(samples: readonly ServerSample[]): number | undefined {
  const [before, now] = samples.slice(-2);
  if (!before || !now) return undefined;
  const seconds = (now.at - before.at) / 1_000;
  const shares = Object.entries(now.cpu)
    .filter(([name]) => name.startsWith('worker'))
    .map(([name, used]) => (used - (before.cpu[name] ?? used)) / seconds);
  return shares.length === 0 ? undefined : Math.max(...shares);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export class Progress {
  readonly #output: NodeJS.WriteStream;
  #last = Number.NEGATIVE_INFINITY;
  #isOpen = false;

  constructor(output: NodeJS.WriteStream) {
    this.#output = output;
  }

  show(line: string): void {
    if (this.#output.isTTY) {
      this.#output.write(`\r\u001b[K${line.slice(0, this.#output.columns - 1)}`);
      this.#isOpen = true;
    } else if (performance.now() - this.#last >= betweenLines) {
      this.#output.write(`${line}\n`);
      this.#last = performance.now();
    }
  }

  /** What is printed next begins on a line of its own. */
  end(): void {
    if (this.#isOpen) this.#output.write('\n');
    this.#isOpen = false;
  }
}
