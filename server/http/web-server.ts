/**
 * The web server as whatever is served finds it: secure or not, errors as problems, the headers of pages, how often an address may ask.
 * Knows no route.
 */
import Fastify, { type FastifyInstance, type FastifyServerFactory } from 'fastify';
import type { Log } from '../log.ts';
import { answerErrors, answerUnreadable } from './problem.ts';
import { type HttpRates, limitRates } from './rate-limits.ts';
import { type SecurityOptions, secure } from './security.ts';
import type { Tls } from './tls/tls.ts';

export interface WebServerOptions extends Pick<SecurityOptions, 'embedOrigins'> {
  readonly trustedProxies: readonly string[];
  readonly edge: HttpRates;
  /** Undefined: plain HTTP. It ends with the server. */
  readonly tls: Tls | undefined;
  readonly log: Log;
}

/** Not listening yet. */
export async function createWebServer(options: WebServerOptions): Promise<FastifyInstance> {
  const { trustedProxies, embedOrigins, edge, tls, log } = options;
  const fastify = newFastify(trustedProxies, tls);
  answerErrors(fastify, log);
  await secure(fastify, { embedOrigins, selfSigned: tls?.certificate.selfSigned === true });
  await limitRates(fastify, edge);
  return fastify;
}

function newFastify(trustedProxies: readonly string[], tls: Tls | undefined): FastifyInstance {
  const server: { serverFactory?: FastifyServerFactory } = tls
    ? { serverFactory: handler => tls.createServer(handler) }
    : {};
  const fastify = Fastify({
    logger: false,
    forceCloseConnections: true,
    requestTimeout: 30_000, // ms for a whole request to arrive
    frameworkErrors: answerUnreadable,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    // A room's name, percent-encoded, can be long.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2_048 },
    ...server,
  });
  fastify.addHook('preClose', async () => tls?.close());
  return fastify;
}
