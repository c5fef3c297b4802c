/** `/healthz`: the process answers. `/readyz`: it could open a room. For load balancers, orchestrators and the doctor. */
import type { FastifyInstance, FastifyRequest } from 'fastify';

export interface HealthOptions {
  readonly ready: () => boolean;
  /** By which this server can be told from others, for as long as it runs. */
  readonly instance: string;
}

export function serveHealth(fastify: FastifyInstance, { ready, instance }: HealthOptions): void {
  fastify.get('/healthz', request => ({ status: 'ok', instance, forwarded: forwardedState(request) }));
  fastify.get('/readyz', (_request, reply) =>
    ready()
      ? { status: 'ready' }
      : reply.code(503).send({ status: 'not ready', reason: 'no media worker is running' }),
  );
}

/** What became of `X-Forwarded-For`: TRUSTED_PROXIES decides. Says nothing that the asker did not send. */
function forwardedState({ headers, ips = [] }: FastifyRequest): 'none' | 'believed' | 'ignored' {
  if (headers['x-forwarded-for'] === undefined) return 'none';
  return ips.length > 1 ? 'believed' : 'ignored';
}
