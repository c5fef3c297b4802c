/**
 * `/api`: the routes of the table in protocol/api.ts, for whoever has an admin token. Knows who asks and whether they may; what is done
 * is in the handlers.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Access, Admin } from '../../auth/access.ts';
import { RequestError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import {
  maxBodyBytes,
  type RouteBody,
  type RouteName,
  type RouteParams,
  type RouteQuery,
  routes,
} from '../../protocol/api.ts';
import { answerErrors, answerNotFound, ProblemError } from '../problem.ts';
import { describeApi, schemaOf } from './document.ts';
import { type ApiPorts, coveredRoom, handlers } from './handlers.ts';
import { compileValidator } from './validation.ts';

export interface ApiOptions extends ApiPorts {
  /** Of the server. */
  readonly version: string;
  readonly log: Log;
}

const prefix = '/api';

export async function serveApi(fastify: FastifyInstance, options: ApiOptions): Promise<void> {
  await fastify.register(
    async api => {
      answerErrors(api, options.log);
      api.setNotFoundHandler(answerNotFound);
      await describeApi(api, options.version);
      await api.register(async scope => serveRoutes(scope, options));
    },
    { prefix },
  );
}

function serveRoutes(fastify: FastifyInstance, ports: ApiPorts): void {
  fastify.setValidatorCompiler(compileValidator);
  fastify.setSerializerCompiler(() => JSON.stringify); // what the handlers return is what is sent
  fastify.removeContentTypeParser('text/plain');
  fastify.decorateRequest('admin', null);
  fastify.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    request.setDecorator('admin', await adminOf(request, ports.access));
  });
  for (const name of Object.keys(routes) as RouteName[]) serveRoute(fastify, ports, name);
}

function serveRoute<R extends RouteName>(fastify: FastifyInstance, ports: ApiPorts, name: R): void {
  const { method, path, status } = routes[name];
  fastify.route({
    method,
    url: path.slice(prefix.length),
    schema: schemaOf(name),
    bodyLimit: maxBodyBytes,
    async handler(request, reply) {
      const admin = request.getDecorator<Admin>('admin');
      const result = await handlers[name](ports, {
        admin,
        // As the schemas of the route were found to fit.
        params: coveredParams(admin, request.params) as RouteParams<R>,
        query: request.query as RouteQuery<R>,
        body: request.body as RouteBody<R>,
      });
      return reply.code(status).send(status === 204 ? undefined : result);
    },
  });
}

/** Only in the header: addresses are logged and passed on. */
async function adminOf({ headers }: FastifyRequest, access: Access): Promise<Admin> {
  const [, token] = /^Bearer +(.+)$/i.exec(headers.authorization ?? '') ?? [];
  try {
    return await access.admin(token);
  } catch (error) {
    if (error instanceof RequestError) throw new ProblemError(error.reason, 'Authorization');
    throw error;
  }
}

function coveredParams(admin: Admin, params: unknown): unknown {
  if (typeof params !== 'object' || params === null || !('room' in params)) return params;
  return { ...params, room: coveredRoom(admin, String(params.room)) };
}
