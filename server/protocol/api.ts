/**
 * The table of the HTTP API's routes: what an embedder's server may ask. Validation, the OpenAPI document, the handlers' types and the
 * Node client all come from it. A new route is one entry here and one handler in http/api/.
 */
import Type, { type Static, type TSchema } from 'typebox';
import { PeerInfo, RoomInfo, TokenWish } from './api-shapes.ts';
import { KeptCheck } from './check.ts';
import { DoctorReport } from './doctor.ts';
import { GrantChange, SourceWord } from './grant.ts';
import { HistoryEntry } from './history.ts';
import { MessageChannelWord, maxReceivers } from './messages.ts';
import { DrainInfo, MediaReport, ServerInfo } from './operating.ts';
import type { ProblemReason } from './problems.ts';
import { RoomSettingsChange } from './room-settings.ts';
import { Closed, Id, maxIdentity, OneOf, RoomName, Time, Token } from './shapes.ts';
import { lifeStates, PeerLife, TimelineEntry } from './timeline.ts';

interface Route {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** As Fastify writes it: `:room` stands for the percent-encoded name. */
  path: `/api/${string}`;
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  /** The status of success; 204 has no body. */
  status: 200 | 201 | 204;
  result: TSchema;
  /** The errors it can be answered with beyond those that every request can meet. */
  errors: readonly ProblemReason[];
  summary: string;
}

/** Longest body of a request, in bytes. */
export const maxBodyBytes = 256 * 1024;
/** Longest payload of a message that the API can send, in bytes; the server's own limit may be lower. */
const maxApiMessageBytes = 64 * 1024;

/** So many are told when nothing else is asked for. */
export const usualTimelineEntries = 200;
export const usualPeers = 100;

const Nothing = Type.Null({ description: 'nothing' });
const inRoom = Closed({ room: RoomName });
const inPeer = Closed({ room: RoomName, peerId: Id });
/** What a timeline can be asked for beside the room. */
const between = {
  name: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: maxIdentity,
      description: 'part of the name or the identity, in small letters or capitals',
    }),
  ),
  from: Type.Optional(Type.With(Time, { description: 'nothing before; milliseconds since 1970' })),
  to: Type.Optional(Type.With(Time, { description: 'nothing after; milliseconds since 1970' })),
};
function atMost(usual: number) {
  const description = `at most so many; absent: ${usual}`;
  return Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000, description }));
}
const rooms = '/api/rooms';
const room = `${rooms}/:room` as const;
const peer = `${room}/peers/:peerId` as const;

export const routes = {
  listRooms: {
    method: 'GET',
    path: rooms,
    status: 200,
    summary: 'The rooms that are open, or were created: those that the token covers.',
    result: Closed({ rooms: Type.Array(RoomInfo, { description: 'by name' }) }),
    errors: [],
  },
  createRoom: {
    method: 'POST',
    path: rooms,
    status: 201,
    summary:
      'Create a room: it is there, set like this, until it is deleted, with or without anybody inside.',
    body: Closed({ room: RoomName, settings: Type.Optional(RoomSettingsChange) }),
    result: RoomInfo,
    errors: ['conflict', 'unavailable'],
  },
  getRoom: {
    method: 'GET',
    path: room,
    status: 200,
    summary: 'One room.',
    params: inRoom,
    result: RoomInfo,
    errors: ['not-found'],
  },
  changeRoom: {
    method: 'PATCH',
    path: room,
    status: 200,
    summary: 'Change how a room is set; what is not named stays.',
    params: inRoom,
    body: Closed({ settings: RoomSettingsChange }),
    result: RoomInfo,
    errors: ['not-found'],
  },
  deleteRoom: {
    method: 'DELETE',
    path: room,
    status: 204,
    summary: 'End a room for everybody and forget its settings.',
    params: inRoom,
    result: Nothing,
    errors: ['not-found'],
  },
  listEvents: {
    method: 'GET',
    path: `${room}/events`,
    status: 200,
    summary:
      'What happened in a room, oldest first: the same entries, with the same ids, that webhooks tell. Also of rooms that have closed.',
    params: inRoom,
    query: Closed({
      since: Type.Optional(
        Type.Integer({
          minimum: -1,
          maximum: Number.MAX_SAFE_INTEGER,
          description: 'entries after this `seq`; absent, or -1: from the beginning',
        }),
      ),
      roomId: Type.Optional(Type.With(Id, { description: 'which life of the room; absent: the latest' })),
      limit: Type.Optional(
        Type.Integer({ minimum: 1, maximum: 1_000, description: 'at most so many entries; absent: 100' }),
      ),
    }),
    result: Closed({
      roomId: Id,
      entries: Type.Array(HistoryEntry, { description: 'empty: nothing has happened since' }),
      lives: Type.Array(Id, {
        description: 'ids of the lives of the room of which anything is kept, latest first',
      }),
    }),
    errors: ['not-found', 'not-kept'],
  },
  getTimeline: {
    method: 'GET',
    path: `${room}/timeline`,
    status: 200,
    summary:
      'What happened to a room and to those in it, for operators: joins and ends with their reasons, sockets, generations, transports, quality, layers, and who was not let in. Also of rooms that have closed.',
    params: inRoom,
    query: Closed({
      ...between,
      peerId: Type.Optional(Type.With(Id, { description: 'of this peer alone' })),
      limit: atMost(usualTimelineEntries),
    }),
    result: Closed({
      entries: Type.Array(TimelineEntry, { description: 'the latest that fit, oldest first' }),
      more: Type.Boolean({ description: 'there are older ones that fit' }),
      peers: Type.Array(PeerLife, {
        description: 'who is inside, or asked for, and whoever else is named in the entries',
      }),
    }),
    errors: ['not-found'],
  },
  findPeers: {
    method: 'GET',
    path: '/api/peers',
    status: 200,
    summary: 'Who is, or was lately, in the rooms that the token covers, hidden peers included.',
    query: Closed({
      ...between,
      state: Type.Optional(OneOf(lifeStates)),
      limit: atMost(usualPeers),
    }),
    result: Closed({
      peers: Type.Array(PeerLife, {
        description: 'who is there first, of them who suffers; then who left last',
      }),
      more: Type.Boolean({ description: 'there are more that fit' }),
    }),
    errors: [],
  },
  listPeers: {
    method: 'GET',
    path: `${room}/peers`,
    status: 200,
    summary: 'Who is in a room, hidden peers included.',
    params: inRoom,
    result: Closed({ peers: Type.Array(PeerInfo, { description: 'oldest first' }) }),
    errors: ['not-found'],
  },
  getPeer: {
    method: 'GET',
    path: peer,
    status: 200,
    summary: 'One peer.',
    params: inPeer,
    result: PeerInfo,
    errors: ['not-found'],
  },
  getMedia: {
    method: 'GET',
    path: `${peer}/media`,
    status: 200,
    summary:
      'The media of one peer at this moment: its transports, what it sends and what it receives. The engine is asked about each stream, so not for everybody all the time.',
    params: inPeer,
    result: MediaReport,
    errors: ['not-found', 'unavailable'],
  },
  mutePeer: {
    method: 'POST',
    path: `${peer}/mute`,
    status: 204,
    summary:
      'Mute a source of a peer, or ask the peer to. It can un-mute: to keep it from that, change its grant.',
    params: inPeer,
    body: Closed({
      source: SourceWord,
      force: Type.Boolean({ description: 'true: at once; false: the peer is asked to' }),
    }),
    result: Nothing,
    errors: ['not-found', 'unavailable'],
  },
  changeGrant: {
    method: 'PATCH',
    path: peer,
    status: 200,
    summary: 'Change what a peer may do. What it publishes and may not any more ends.',
    params: inPeer,
    body: Closed({ grant: GrantChange }),
    result: PeerInfo,
    errors: ['not-found'],
  },
  removePeer: {
    method: 'DELETE',
    path: peer,
    status: 204,
    summary: 'Remove a peer. Its token and its identity are not let in again as long as the room lives.',
    params: inPeer,
    result: Nothing,
    errors: ['not-found'],
  },
  sendData: {
    method: 'POST',
    path: `${room}/data`,
    status: 200,
    summary:
      'Send a message to those in a room that take part in messages: exactly one of `text` and `base64`.',
    params: inRoom,
    body: Closed({
      text: Type.Optional(Type.String({ maxLength: maxApiMessageBytes, description: 'a text message' })),
      base64: Type.Optional(
        Type.String({
          maxLength: 4 * Math.ceil(maxApiMessageBytes / 3),
          pattern: '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
          description: 'a message of bytes, in Base64 (RFC 4648 section 4)',
        }),
      ),
      to: Type.Optional(
        Type.Array(Id, {
          minItems: 1,
          maxItems: maxReceivers,
          description: 'peer ids of the receivers; absent: everybody',
        }),
      ),
      channel: MessageChannelWord,
    }),
    result: Closed({
      receivers: Type.Integer({ minimum: 0, description: 'how many it was sent to' }),
    }),
    errors: ['not-found', 'unavailable'],
  },
  createToken: {
    method: 'POST',
    path: '/api/tokens',
    status: 201,
    summary: 'Make a token, for one room or a pattern of rooms that your own covers.',
    body: TokenWish,
    result: Closed({ token: Token, expires: Time }),
    errors: [],
  },
  getServer: {
    method: 'GET',
    path: '/api/server',
    status: 200,
    summary: 'How the server is, and what its workers carry.',
    result: ServerInfo,
    errors: [],
  },
  drain: {
    method: 'POST',
    path: '/api/drain',
    status: 200,
    summary:
      'As SIGTERM does: nobody else is let in, everybody inside is told, and the server ends when all have left, or after `DRAIN_SECONDS`. There is no way back. Again: how it stands.',
    body: Closed({}),
    result: DrainInfo,
    errors: [],
  },
  doctor: {
    method: 'GET',
    path: '/api/doctor',
    status: 200,
    summary:
      'Look at the settings, the machine and the network of this server, now, as `npm run doctor` does. Takes some seconds.',
    result: DoctorReport,
    errors: ['unavailable'],
  },
  listChecks: {
    method: 'GET',
    path: '/api/checks',
    status: 200,
    summary: 'The reports of connection checks that are kept.',
    result: Closed({ checks: Type.Array(KeptCheck, { description: 'the latest first' }) }),
    errors: [],
  },
  getCheck: {
    method: 'GET',
    path: '/api/checks/:checkId',
    params: Closed({ checkId: Id }),
    status: 200,
    summary: 'The report of one connection check, by the id that its page shows.',
    result: KeptCheck,
    errors: ['not-found'],
  },
} as const satisfies Record<string, Route>;

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
