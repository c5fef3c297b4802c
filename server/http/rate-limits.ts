/** How many requests one address may make. Sockets are not counted here: sessions/address-limits.ts does. */
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addressKey } from '../lib/address-key.ts';
import { ProblemError } from './problem.ts';
import { socketPath } from './websocket.ts';

export interface HttpRates {
  readonly httpRequestsPerMinute: number;
  readonly apiRequestsPerMinute: number;
}

/** The API counts on its own: a page with many pictures does not keep anybody from it, nor the other way round. */
export async function limitRates(fastify: FastifyInstance, rates: HttpRates): Promise<void> {
  await fastify.register(rateLimit, {
    global: false,
    timeWindow: 60_000,
    keyGenerator: request => addressKey(request.ip),
    errorResponseBuilder: () => new ProblemError('rate-limited'),
  });
  const ofPage = fastify.rateLimit({ max: rates.httpRequestsPerMinute });
  const ofApi = fastify.rateLimit({ max: rates.apiRequestsPerMinute });
  fastify.addHook('onRequest', function limitRate(request, reply) {
    if (request.routeOptions.url === socketPath || isHealth(request)) return Promise.resolve();
    return (isApi(request) ? ofApi : ofPage).call(this, request, reply);
  });
}

/** Who balances load, or restarts what does not answer, must not be told "too often", least of all by way of a busy proxy. */
function isHealth({ url }: FastifyRequest): boolean {
  return url === '/healthz' || url === '/readyz';
}

/** By the route that was found: the address itself can be written in many ways. */
function isApi({ routeOptions, url }: FastifyRequest): boolean {
  return /^\/api(?:[/?]|$)/i.test(routeOptions.url ?? url);
}
