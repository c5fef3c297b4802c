/**
 * The processes of peers, as the leading one sees them: started, told when to begin, listened to, and stopped. One that ends before its
 * time ends the run: what it had measured is gone.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { PeerResult } from '../report/peer-schema.ts';
import type { ProcessRecord, ProcessSample } from '../report/report.ts';
import type { PlannedPeer, Scenario } from '../scenario/scenario.ts';
import { type News, type Order, readNews } from './messages.ts';

const program = fileURLToPath(new URL('peers-process.ts', import.meta.url));
const readyDeadline = 60_000; // ms
const beginsIn = 500; // ms: for the orders to arrive

export interface Performance {
  readonly scenario: Scenario;
  /** One list for each process. */
  readonly casts: readonly (readonly PlannedPeer[])[];
  readonly socketUrl: string;
  readonly client: 'slim' | 'datachannel';
  readonly tokens: Readonly<Record<string, string>>;
}

export interface PeersProcessResult {
  readonly record: ProcessRecord;
  readonly peers: readonly PeerResult[];
  /** Undefined: it died. */
  readonly delays: { readonly audio: string; readonly video: string } | undefined;
}

export interface ProcessListener {
  /** Of what times count from: milliseconds since 1970. */
  onBegin(at: number): void;
  onSample(process: number, sample: ProcessSample, joins: readonly number[]): void;
}

/** Resolves when all are done, or have died; all leave when aborted. Rejects when one cannot be started. */
export async function performInProcesses(
  performance: Performance,
  listener: ProcessListener,
  signal: AbortSignal,
): Promise<PeersProcessResult[]> {
  const processes = performance.casts.map((peers, number) => new PeersProcess(number, peers, listener));
  const stop = () => {
    for (const each of processes) each.stop();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.all(processes.map(each => each.ready()));
    if (signal.aborted) return [];
    const at = Date.now() + beginsIn;
    listener.onBegin(at);
    const { casts: _, ...same } = performance;
    for (const each of processes) each.perform({ ...same, do: 'perform', at });
    return await Promise.all(
      processes.map(async each => {
        const result = await each.result;
        if (result.record.died !== null) stop();
        return result;
      }),
    );
  } finally {
    signal.removeEventListener('abort', stop);
    for (const each of processes) each.kill();
  }
}

type Perform = Extract<Order, { do: 'perform' }>;

class PeersProcess {
  readonly result: Promise<PeersProcessResult>;
  readonly #number: number;
  readonly #peers: readonly PlannedPeer[];
  readonly #child: ChildProcess;
  readonly #listener: ProcessListener;
  readonly #samples: ProcessSample[] = [];
  readonly #ready = Promise.withResolvers<void>();
  #done: Extract<News, { of: 'done' }> | undefined;
  #fault: string | undefined;

  constructor(number: number, peers: readonly PlannedPeer[], listener: ProcessListener) {
    this.#number = number;
    this.#peers = peers;
    this.#listener = listener;
    this.#child = fork(program);
    this.#child.on('message', message => this.#hear(message));
    this.result = once(this.#child, 'exit').then(([code, by]) => this.#resultOf(code ?? by));
  }

  /** Rejects when it ends before, or takes too long. */
  async ready(): Promise<void> {
    const late = AbortSignal.timeout(readyDeadline);
    late.addEventListener('abort', () => this.#ready.reject(new Error('a process of peers did not start')));
    void this.result.then(({ record }) => this.#ready.reject(new Error(`a process of peers ${record.died}`)));
    await this.#ready.promise;
  }

  perform(order: Omit<Perform, 'process' | 'peers'>): void {
    const own = new Set(this.#peers.map(({ number }) => String(number)));
    const tokens = Object.fromEntries(Object.entries(order.tokens).filter(([number]) => own.has(number)));
    this.#send({ ...order, tokens, process: this.#number, peers: [...this.#peers] });
  }

  stop(): void {
    this.#send({ do: 'stop' });
  }

  kill(): void {
    if (this.#child.exitCode === null) this.#child.kill('SIGKILL');
  }

  #send(order: Order): void {
    if (this.#child.connected) this.#child.send(order);
  }

  #hear(message: unknown): void {
    try {
      const news = readNews(message);
      if (news.of === 'ready') this.#ready.resolve();
      else if (news.of === 'done') this.#done = news;
      else {
        this.#samples.push(news.sample);
        this.#listener.onSample(this.#number, news.sample, news.joins);
      }
    } catch (error) {
      this.#fault = error instanceof Error ? error.message : String(error);
      this.kill();
    }
  }

  #resultOf(ending: number | string): PeersProcessResult {
    const died = this.#done ? null : (this.#fault ?? `ended with ${ending}`);
    return {
      record: { number: this.#number, peers: this.#peers.length, samples: this.#samples, died },
      peers: this.#done?.peers ?? [],
      delays: this.#done?.delays,
    };
  }
}
