/**
 * The table of the HTTP API's routes: what an embedder's server may ask. Validation, the OpenAPI document, the handlers' types and the
 * Node client all come from it. A new route is one entry in the file of its feature and one handler in http/api/.
 */
import type { Static, TSchema } from 'typebox';
import type { ProblemReason } from './problems.ts';
import { pastRoutes } from './routes-past.ts';
import { peerRoutes } from './routes-peers.ts';
import { roomRoutes } from './routes-rooms.ts';
import { serverRoutes } from './routes-server.ts';

/** Longest body of a request, in bytes. */
export const maxBodyBytes = 256 * 1024;

export const routes = { ...roomRoutes, ...pastRoutes, ...peerRoutes, ...serverRoutes };

export type Routes = typeof routes;
export type RouteName = keyof Routes;
type Part<R extends RouteName, K extends 'params' | 'query' | 'body'> = Routes[R] extends {
  [P in K]: infer S extends TSchema;
}
  ? Static<S>
  : undefined;
export type RouteParams<R extends RouteName> = Part<R, 'params'>;
export type RouteQuery<R extends RouteName> = Part<R, 'query'>;
export type RouteBody<R extends RouteName> = Part<R, 'body'>;
export type RouteResult<R extends RouteName> = Static<Routes[R]['result']>;

/** The errors that every route can be answered with. */
export const commonProblems = [
  'invalid-request',
  'parse-error',
  'invalid-params',
  'token-required',
  'token-invalid',
  'token-expired',
  'not-permitted',
  'too-large',
  'unsupported-type',
  'rate-limited',
  'internal-error',
] as const satisfies readonly ProblemReason[];
