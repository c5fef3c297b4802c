/**
 * The part of the composition root that measures: joins the metrics to what they are read from. Where they are off, none of it is made:
 * nothing is counted, and no worker is asked.
 */
import type { FastifyInstance } from 'fastify';
import type { MetricsConfig } from './config-network.ts';
import type { Log } from './log.ts';
import type { Traffic } from './media/traffic.ts';
import { mediasoupVersion } from './media/worker-binary/mediasoup-package.ts';
import type { WorkerPool } from './media/worker-pool.ts';
import { createMetrics } from './metrics/metrics.ts';
import { type MetricsDoor, serveMetrics } from './metrics/serve-metrics.ts';
import type { Overload } from './rooms/overload.ts';
import type { Registry } from './rooms/registry.ts';
import type { TransitionListener } from './rooms/transitions.ts';

/** Asked at each scrape. */
export interface Measured {
  readonly pool: WorkerPool;
  readonly registry: Registry;
  readonly overload: Overload;
  readonly fastify: FastifyInstance;
  readonly traffic: Traffic;
}

export interface Measuring {
  /** Is to be told of all that happens from the beginning. */
  readonly onTransition: TransitionListener;
  /** Not listening yet. */
  readonly door: MetricsDoor;
}

/** `version`: of this server. */
export function measure(
  measured: Measured,
  { where, version, log }: { where: MetricsConfig; version: string; log: Log },
): Measuring {
  const { pool, registry, overload, fastify, traffic } = measured;
  const metrics = createMetrics({
    traffic,
    workers: () => pool.reports,
    census: () => registry.census,
    sockets: () => fastify.websocketServer.clients.size,
    draining: () => registry.doorway.drain.isUnderWay,
    overloaded: () => overload.refusesAll,
    build: { version, mediasoup: mediasoupVersion(), node: process.versions.node },
  });
  return {
    onTransition: metrics.onTransition,
    door: serveMetrics(metrics.registry, { ...where, log }),
  };
}
