/**
 * The routes of the HTTP API, as far as a client needs them when it runs: the table that they come from brings schemas along. It is its
 * types that this is held to: a route that is missing or other than there does not compile.
 */
import type { RouteBody, RouteName, RouteParams, RouteQuery, Routes } from '#protocol/api.ts';
import { pathSegment } from './path-segment.ts';

const routes: { readonly [R in RouteName]: `${Routes[R]['method']} ${Routes[R]['path']}` } = {
  listRooms: 'GET /api/rooms',
  createRoom: 'POST /api/rooms',
  getRoom: 'GET /api/rooms/:room',
  changeRoom: 'PATCH /api/rooms/:room',
  deleteRoom: 'DELETE /api/rooms/:room',
  listEvents: 'GET /api/rooms/:room/events',
  getTimeline: 'GET /api/rooms/:room/timeline',
  findPeers: 'GET /api/peers',
  listPeers: 'GET /api/rooms/:room/peers',
  getPeer: 'GET /api/rooms/:room/peers/:peerId',
  getMedia: 'GET /api/rooms/:room/peers/:peerId/media',
  mutePeer: 'POST /api/rooms/:room/peers/:peerId/mute',
  changeGrant: 'PATCH /api/rooms/:room/peers/:peerId',
  removePeer: 'DELETE /api/rooms/:room/peers/:peerId',
  sendData: 'POST /api/rooms/:room/data',
  createToken: 'POST /api/tokens',
  getServer: 'GET /api/server',
  drain: 'POST /api/drain',
  doctor: 'GET /api/doctor',
  listChecks: 'GET /api/checks',
  getCheck: 'GET /api/checks/:checkId',
};

interface Parts<R extends RouteName> {
  params: RouteParams<R>;
  query: RouteQuery<R>;
  body: RouteBody<R>;
}

/** What is given to a route: of the parts of a request those that it has. */
export type RouteInput<R extends RouteName> = {
  [P in keyof Parts<R> as undefined extends Parts<R>[P] ? never : P]: Parts<R>[P];
};

interface AnyInput {
  params?: Record<string, string>;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
}

export interface RouteRequest {
  method: string;
  /** Path and query. */
  path: string;
  body: string | undefined;
}

export function requestOf<R extends RouteName>(route: R, input: RouteInput<R>): RouteRequest {
  const [method = '', pattern = ''] = routes[route].split(' ');
  const { params = {}, query = {}, body }: AnyInput = input;
  const path = pattern.replace(/:(\w+)/g, (_, name: string) => pathSegment(params[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return {
    method,
    path: search.size > 0 ? `${path}?${search}` : path,
    body: body === undefined ? undefined : JSON.stringify(body),
  };
}
