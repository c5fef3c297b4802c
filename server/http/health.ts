/** `/healthz`: the process answers. `/readyz`: somebody could come in. For load balancers, orchestrators and the doctor. */
import type { FastifyInstance, FastifyRequest } from 'fastify';

export interface HealthOptions {
  /** Why nobody can come in; undefined: they can. */
  readonly obstacle: () => string | undefined;
  /** By which this server can be told from others, for as long as it runs. */
  readonly instance: string;
}

export function serveHealth(fastify: FastifyInstance, { obstacle, instance }: HealthOptions): void {
  fastify.get('/healthz', request => ({ status: 'ok', instance, forwarded: forwardedState(request) }));
  fastify.get('/readyz', (_request, reply) => {
    const reason = obstacle();
    return reason === undefined ? { status: 'ready' } : reply.code(503).send({ status: 'not ready', reason });
  });
}

/** What became of `X-Forwarded-For`: TRUSTED_PROXIES decides. Says nothing that the asker did not send. */
function forwardedState({ headers, ips = [] }: FastifyRequest): 'none' | 'believed' | 'ignored' {
  if (headers['x-forwarded-for'] === undefined) return 'none';
  return ips.length > 1 ? 'believed' : 'ignored';
}
