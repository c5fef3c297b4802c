/** The media workers, by the number of their slot, which stays when one is replaced. */
import { Counter, Gauge, type Registry } from 'prom-client';
import { residentMemory } from '../lib/resident-memory.ts';
import type { TrafficSource } from './traffic-metrics.ts';

export interface WorkerReport {
  readonly slot: number;
  /** Undefined: it is being replaced. */
  readonly pid: number | undefined;
  /** Processor time that it has used, as of its last heartbeat. */
  readonly cpuSeconds: number;
  /** So many before it have died. */
  readonly deaths: number;
}

interface WorkerSources {
  readonly traffic: Pick<TrafficSource, 'consumers'>;
  workers(): readonly WorkerReport[];
}

export function describeWorkers(registry: Registry, from: WorkerSources): void {
  const common = { labelNames: ['worker' as const], registers: [registry] };
  new Gauge({
    ...common,
    name: 'plenum_worker_up',
    help: '1 while the worker runs, 0 while it is being replaced.',
    collect() {
      for (const { slot, pid } of from.workers()) this.set({ worker: slot }, Number(pid !== undefined));
    },
  });
  new Counter({
    ...common,
    name: 'plenum_worker_cpu_seconds_total',
    help: 'Processor time of the worker, as of its last heartbeat, 1 s ago at most. Begins anew with the worker.',
    collect() {
      this.reset();
      for (const { slot, cpuSeconds } of from.workers()) this.inc({ worker: slot }, cpuSeconds);
    },
  });
  new Counter({
    ...common,
    name: 'plenum_worker_deaths_total',
    help: 'Workers that died, or hung and were killed.',
    collect() {
      this.reset();
      for (const { slot, deaths } of from.workers()) this.inc({ worker: slot }, deaths);
    },
  });
  describeBurden(registry, from);
}

function describeBurden(registry: Registry, from: WorkerSources): void {
  const common = { labelNames: ['worker' as const], registers: [registry] };
  new Gauge({
    ...common,
    name: 'plenum_worker_memory_bytes',
    help: 'Resident memory of the worker. Only where the system tells (Linux).',
    async collect() {
      const memory = await Promise.all(
        from.workers().map(async ({ slot, pid }) => ({ slot, bytes: pid && (await residentMemory(pid)) })),
      );
      this.reset();
      for (const { slot, bytes } of memory) if (bytes !== undefined) this.set({ worker: slot }, bytes);
    },
  });
  new Gauge({
    ...common,
    name: 'plenum_worker_consumers',
    help: 'Consumers on the worker.',
    collect() {
      for (const { slot } of from.workers()) this.set({ worker: slot }, 0);
      for (const { slot } of from.traffic.consumers) this.inc({ worker: slot });
    },
  });
}
