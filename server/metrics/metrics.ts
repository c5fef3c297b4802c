/**
 * All metrics of one server, in a registry of their own. What they are read from is handed in. Labels are words of closed lists and
 * numbers of workers: never the name of a room or a person, of which there is no end.
 */
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { TransitionListener } from '../rooms/transitions.ts';
import { describeServer, type ServerSources } from './server-metrics.ts';
import { describeTraffic, type TrafficSource } from './traffic-metrics.ts';
import { countTransitions } from './transition-metrics.ts';
import { describeWorkers, type WorkerReport } from './worker-metrics.ts';

export interface MetricsSources extends ServerSources {
  readonly traffic: TrafficSource;
  workers(): readonly WorkerReport[];
}

export interface Metrics {
  readonly registry: Registry;
  readonly onTransition: TransitionListener;
}

export function createMetrics(sources: MetricsSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  describeServer(registry, sources);
  describeTraffic(registry, sources.traffic);
  describeWorkers(registry, sources);
  return { registry, onTransition: countTransitions(registry) };
}
