/** Every benchmark, in the order of the report. */
import type { Benchmark } from '../benchmark.ts';
import { capacity } from './capacity.ts';
import { cpuPerPacket } from './cpu-per-packet.ts';
import { growth } from './growth.ts';
import { join } from './join.ts';
import { latency } from './latency.ts';
import { memory } from './memory.ts';
import { others } from './others.ts';
import { throughput } from './throughput.ts';

export const benchmarks: readonly Benchmark[] = [
  cpuPerPacket,
  throughput,
  latency,
  join,
  memory,
  growth,
  capacity,
  others,
];
