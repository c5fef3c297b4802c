/**
 * What operators see of the whole server and ask of it: how it is, and its end. Reads the parts that it is handed, and owns none.
 */
import { residentMemory } from './lib/resident-memory.ts';
import type { WorkerPool } from './media/worker-pool.ts';
import type { DrainInfo, ServerInfo, WorkerInfo } from './protocol/operating.ts';
import type { Overload } from './rooms/overload.ts';
import type { Registry } from './rooms/registry.ts';

export interface OperatingOptions {
  readonly version: string;
  readonly pool: Pick<WorkerPool, 'loads' | 'announced'>;
  readonly registry: Pick<Registry, 'size' | 'peers' | 'doorway'>;
  readonly overload: Pick<Overload, 'refusesAll' | 'isBurdened'>;
  readonly loopDelay: { readonly milliseconds: number };
  readonly drainSeconds: number | null;
  /** Whoever owns the process ends it when the drain is over. */
  readonly onDrain: () => void;
}

export class Operating {
  readonly #options: OperatingOptions;
  readonly #startedAt = Date.now();

  constructor(options: OperatingOptions) {
    this.#options = options;
  }

  async describe(): Promise<ServerInfo> {
    const { version, pool, registry, overload, loopDelay, drainSeconds } = this.#options;
    return {
      version,
      startedAt: this.#startedAt,
      rooms: registry.size,
      peers: registry.peers,
      workers: await Promise.all(pool.loads.map(worker => this.#describeWorker(worker))),
      loopDelay: loopDelay.milliseconds,
      memory: process.memoryUsage.rss(),
      overloaded: overload.refusesAll,
      draining: this.#draining(),
      drainSeconds,
      announced: [...pool.announced],
    };
  }

  /** Begins it, once. The answer to who asked is sent before anything ends. */
  drain(): DrainInfo {
    const { registry, drainSeconds, onDrain } = this.#options;
    const before = this.#draining();
    if (before) return before;
    setImmediate(onDrain);
    return { seconds: drainSeconds, peers: registry.peers };
  }

  #draining(): DrainInfo | null {
    const { doorway, peers } = this.#options.registry;
    const { seconds } = doorway.drain;
    return seconds === undefined ? null : { seconds, peers };
  }

  async #describeWorker(worker: WorkerPool['loads'][number]): Promise<WorkerInfo> {
    const { pid, cpu, load } = worker;
    const memory = (await residentMemory(pid)) ?? null;
    return { pid, cpu, memory, load, overloaded: this.#options.overload.isBurdened(worker) };
  }
}
