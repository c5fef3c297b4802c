/** How a run goes, in one line: rewritten on a terminal, else printed anew every few seconds. */
import { percentile } from '../faults/statistics.ts';
import { number } from './report/format.ts';
import type { ProcessSample, ServerSample } from './report/report.ts';
import type { RunProgress } from './run-watch.ts';

const betweenLines = 5_000; // ms, where lines stay
const megabit = 1e6;

interface Pair<Sample> {
  readonly before: Sample | undefined;
  readonly now: Sample;
}

export class Progress {
  readonly #output: NodeJS.WriteStream;
  readonly #planned: number;
  readonly #processes = new Map<number, Pair<ProcessSample>>();
  #server: Pair<ServerSample> | undefined;
  readonly #joins: number[] = [];
  #last = performance.now();
  #isOpen = false;

  constructor(output: NodeJS.WriteStream, planned: number) {
    this.#output = output;
    this.#planned = planned;
  }

  take({ process, sample, joins, server }: RunProgress): void {
    this.#processes.set(process, { before: this.#processes.get(process)?.now, now: sample });
    for (const join of joins) this.#joins.push(join);
    if (server && server !== this.#server?.now) this.#server = { before: this.#server?.now, now: server };
    this.#show();
  }

  /** What is printed next begins on a line of its own. */
  end(): void {
    if (this.#isOpen) this.#output.write('\n');
    this.#isOpen = false;
  }

  #show(): void {
    const line = () => progressLine(this.#planned, [...this.#processes.values()], this.#joins, this.#server);
    if (this.#output.isTTY) {
      this.#output.write(`\r\u001b[K${line().slice(0, this.#output.columns - 1)}`);
      this.#isOpen = true;
    } else if (performance.now() - this.#last >= betweenLines) {
      this.#output.write(`${line()}\n`);
      this.#last = performance.now();
    }
  }
}

function progressLine(
  planned: number,
  processes: readonly Pair<ProcessSample>[],
  joins: readonly number[],
  server: Pair<ServerSample> | undefined,
): string {
  const total = (key: 'peers' | 'receivedPackets' | 'lost' | 'failures') =>
    processes.reduce((sum, { now }) => sum + now[key], 0);
  const megabits = (key: 'receivedBytes' | 'sentBytes') =>
    number(processes.reduce((sum, pair) => sum + rateOf(pair, key) * 8, 0) / megabit);
  const most = (key: 'at' | 'cpu') => Math.max(...processes.map(({ now }) => now[key]));
  const [packets, lost, failures] = [total('receivedPackets'), Math.max(0, total('lost')), total('failures')];
  const worker = server && busiestWorker(server);
  return [
    `${Math.round(most('at') / 1_000)} s: ${total('peers')} of ${planned} peers`,
    `Mbit/s ${megabits('receivedBytes')} received, ${megabits('sentBytes')} sent`,
    `lost ${number(lost === 0 ? 0 : (lost / (packets + lost)) * 100)} %`,
    ...(joins.length > 0 ? [`join p95 ${number(percentile(joins, 95))} ms`] : []),
    ...(worker === undefined ? [] : [`busiest worker ${Math.round(worker * 100)} %`]),
    `tool ${Math.round(most('cpu') * 100)} %`,
    ...(failures > 0 ? [`${failures} failures`] : []),
  ].join(' | ');
}

/** Each second. */
function rateOf({ before, now }: Pair<ProcessSample>, key: 'receivedBytes' | 'sentBytes'): number {
  const seconds = (now.at - (before?.at ?? 0)) / 1_000;
  return seconds > 0 ? (now[key] - (before?.[key] ?? 0)) / seconds : 0;
}

/** Of one core; undefined: nothing is known of workers. */
function busiestWorker({ before, now }: Pair<ServerSample>): number | undefined {
  if (!before) return undefined;
  const seconds = (now.at - before.at) / 1_000;
  const shares = Object.entries(now.cpu).flatMap(([name, used]) => {
    const usedBefore = before.cpu[name];
    return name.startsWith('worker') && usedBefore !== undefined ? [(used - usedBefore) / seconds] : [];
  });
  return shares.length === 0 ? undefined : Math.max(...shares);
}
