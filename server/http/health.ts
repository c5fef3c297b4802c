/** `/healthz`: the process answers. `/readyz`: it could open a room. For load balancers and orchestrators. */
import type { FastifyInstance } from 'fastify';

export function serveHealth(fastify: FastifyInstance, ready: () => boolean): void {
  fastify.get('/healthz', () => ({ status: 'ok' }));
  fastify.get('/readyz', (_request, reply) =>
    ready()
      ? { status: 'ready' }
      : reply.code(503).send({ status: 'not ready', reason: 'no media worker is running' }),
  );
}
