/** What the report takes of a server's metrics: our words for them, and what to say of those that are not there. Pure. */
import type { Series } from './prometheus-text.ts';

interface Reading {
  readonly metric: string;
  readonly direction?: 'in' | 'out';
}

/** A reading is the sum over all labels. */
export const readings = {
  rooms: { metric: 'plenum_rooms' },
  peers: { metric: 'plenum_peers' },
  producers: { metric: 'plenum_producers' },
  consumers: { metric: 'plenum_consumers' },
  packetsIn: { metric: 'plenum_rtp_packets_total', direction: 'in' },
  packetsOut: { metric: 'plenum_rtp_packets_total', direction: 'out' },
  bytesIn: { metric: 'plenum_rtp_bytes_total', direction: 'in' },
  bytesOut: { metric: 'plenum_rtp_bytes_total', direction: 'out' },
  lostIn: { metric: 'plenum_rtp_packets_lost_total', direction: 'in' },
  lostOut: { metric: 'plenum_rtp_packets_lost_total', direction: 'out' },
  nacksIn: { metric: 'plenum_nacks_total', direction: 'in' },
  nacksOut: { metric: 'plenum_nacks_total', direction: 'out' },
  plisIn: { metric: 'plenum_plis_total', direction: 'in' },
  plisOut: { metric: 'plenum_plis_total', direction: 'out' },
  /** Seconds, of the time between two looks. */
  loopDelay: { metric: 'nodejs_eventloop_lag_p99_seconds' },
} as const satisfies Record<string, Reading>;
export type ReadingName = keyof typeof readings;

const workerCpu = 'plenum_worker_cpu_seconds_total';
const workerMemory = 'plenum_worker_memory_bytes';
const nodeCpu = 'process_cpu_seconds_total';
const nodeMemory = 'process_resident_memory_bytes';

export interface ServerReadings {
  readonly cpu: Record<string, number>;
  readonly memory: Record<string, number>;
  readonly values: Record<string, number>;
}

export function readingsOf(series: readonly Series[]): ServerReadings {
  const values = Object.entries<Reading>(readings).flatMap(([name, reading]) => {
    const matching = series.filter(each => isOf(reading, each) && Number.isFinite(each.value));
    return matching.length === 0
      ? []
      : [[name, matching.reduce((sum, { value }) => sum + value, 0)] as const];
  });
  return {
    cpu: byProcess(series, nodeCpu, workerCpu),
    memory: byProcess(series, nodeMemory, workerMemory),
    values: Object.fromEntries(values),
  };
}

/** Sentences, for the report. */
export function missingIn({ cpu, memory, values }: ServerReadings): string[] {
  const metrics = Object.entries<Reading>(readings)
    .filter(([name]) => values[name] === undefined)
    .map(([, { metric }]) => metric);
  const absent = [
    ...(cpu.node === undefined ? [nodeCpu] : []),
    ...(Object.keys(cpu).length < 2 ? [workerCpu] : []),
    ...(Object.keys(memory).length < 2 ? [workerMemory] : []),
    ...new Set(metrics),
  ];
  return absent.map(metric => `The server does not tell ${metric}.`);
}

function isOf({ metric, direction }: Reading, { name, labels }: Series): boolean {
  return name === metric && (direction === undefined || labels.direction === direction);
}

function byProcess(series: readonly Series[], node: string, workers: string): Record<string, number> {
  const entries = series.flatMap(({ name, labels, value }) => {
    if (name === node) return [['node', value] as const];
    return name === workers ? [[`worker ${labels.worker ?? ''}`.trim(), value] as const] : [];
  });
  return Object.fromEntries(entries);
}
