/**
 * What the API says about itself: the OpenAPI document, made from the same schemas that check the requests, and a page that shows it and
 * loads nothing from elsewhere.
 */
import { STATUS_CODES } from 'node:http';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifySchema } from 'fastify';
import { commonProblems, type RouteName, routes } from '../../protocol/api.ts';
import { Problem, type ProblemReason, problems } from '../../protocol/problems.ts';

/** Of a page that sets its styles by scripts, draws its icons from `data:`, and asks the API of this server. */
const policy = {
  'default-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
  'frame-ancestors': "'self'",
  'script-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' data:",
  'connect-src': "'self'",
};

/** `/openapi.json` and `/docs`, under the prefix of `api`. Must come before the routes that they are about. */
export async function describeApi(api: FastifyInstance, version: string): Promise<void> {
  api.addSchema({ $id: 'Problem', ...Problem });
  await api.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Plenum API',
        version,
        description: 'Rooms and peers of a Plenum server, for the servers of those who embed it.',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      tags: [{ name: 'rooms' }, { name: 'peers' }, { name: 'tokens' }, { name: 'server' }],
      components: {
        securitySchemes: {
          token: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description: 'a token with `grant.admin`',
          },
        },
      },
    },
    refResolver: { buildLocalReference: ({ $id }, _base, _fragment, index) => String($id ?? index) },
  });
  api.get('/openapi.json', { schema: { hide: true } }, () => api.swagger());
  await api.register(swaggerUi, {
    routePrefix: '/docs',
    indexPrefix: api.prefix,
    staticCSP: policy,
    theme: { title: 'Plenum API' },
    uiConfig: { layout: 'BaseLayout', docExpansion: 'list', deepLinking: true },
  });
}

/** What Fastify, and the document, are told of a route. */
export function schemaOf(name: RouteName): FastifySchema {
  const { summary, status, result, errors, ...others } = routes[name];
  const success = { description: STATUS_CODES[status] ?? '' };
  return {
    operationId: name,
    summary,
    tags: [tagOf(name)],
    security: [{ token: [] }],
    ...('params' in others && { params: others.params }),
    ...('query' in others && { querystring: others.query }),
    ...('body' in others && { body: others.body }),
    response: {
      [status]:
        status === 204 ? success : { ...success, content: { 'application/json': { schema: result } } },
      ...problemsOf([...commonProblems, ...errors]),
    },
  };
}

function tagOf(name: RouteName): string {
  const { path } = routes[name];
  if (path.startsWith('/api/tokens')) return 'tokens';
  if (!path.startsWith('/api/rooms')) return 'server';
  return path.includes('/peers') ? 'peers' : 'rooms';
}

function problemsOf(reasons: readonly ProblemReason[]): Record<number, object> {
  const byStatus = Map.groupBy(reasons, reason => problems[reason].status);
  const content = { 'application/problem+json': { schema: { $ref: 'Problem#' } } };
  return Object.fromEntries(
    [...byStatus].map(([status, words]) => {
      const description = words.map(word => `\`${word}\`: ${problems[word].sentence}`).join(' ');
      return [status, { description, content }];
    }),
  );
}
