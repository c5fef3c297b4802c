/**
 * The door of the metrics: `GET /metrics`, and nothing else, on an address of its own, because they are for operators and say how much
 * goes on. Owns its web server; knows nothing of what is measured.
 */
import Fastify from 'fastify';
import type { Registry } from 'prom-client';
import type { Log } from '../log.ts';

export interface MetricsDoor {
  /** Rejects as `listen` of Fastify does, with EADDRINUSE for one. Resolves with where it listens. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

/** Not listening yet. */
export function serveMetrics(
  registry: Registry,
  { host, port, log }: { host: string; port: number; log: Log },
): MetricsDoor {
  const fastify = Fastify({ logger: false, forceCloseConnections: true, requestTimeout: 10_000 });
  fastify.setErrorHandler((error, _request, reply) => {
    log.error({ err: error }, 'the metrics could not be told');
    return reply.code(500).type('text/plain').send('The metrics could not be told; the log says why.\n');
  });
  fastify.get('/metrics', async (_request, reply) =>
    reply
      .type(registry.contentType)
      .header('cache-control', 'no-store')
      .send(await registry.metrics()),
  );
  return {
    listen: () => fastify.listen({ host, port }),
    close: () => fastify.close(),
  };
}
