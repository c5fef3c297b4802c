/**
 * One handler for each route of the API: takes what was asked apart, calls what does it, and returns what the table says. A route
 * without a handler does not compile.
 */
import type { Access, Admin } from '../../auth/access.ts';
import type { KeptChecks } from '../../checks/kept-checks.ts';
import type { Doctor } from '../../doctor/doctor.ts';
import type { RouteBody, RouteName, RouteParams, RouteQuery, RouteResult } from '../../protocol/api.ts';
import type { HistoryEntry } from '../../protocol/history.ts';
import type { DrainInfo, ServerInfo } from '../../protocol/operating.ts';
import { usualPeers, usualTimelineEntries } from '../../protocol/routes-past.ts';
import { maxRoomName } from '../../protocol/shapes.ts';
import type { Administration } from '../../rooms/administration.ts';
import { normalized, withNormalTitle } from '../../sessions/handlers/normalized.ts';
import { ProblemError } from '../problem.ts';

/** What happened to rooms. */
interface History {
  /** Of the rooms of that name of which anything is kept, latest first. */
  lives(room: string): readonly string[];
  /** At most `limit` entries after `seq`, oldest first; undefined: some of them are not kept any more. */
  since(roomId: string, seq: number, limit: number): readonly HistoryEntry[] | undefined;
}

type Story = RouteResult<'getTimeline'>;

/** What happened to rooms and peers, as operators see it. */
interface Timeline {
  /** Who is, or was lately, in the rooms that are covered. */
  find(
    wish: Omit<NonNullable<RouteQuery<'findPeers'>>, 'limit'>,
    covers: (room: string) => boolean,
    limit: number,
  ): RouteResult<'findPeers'>;
  /** Undefined: nothing is kept of that room. */
  story(
    room: string,
    wish: { peerId?: string | undefined; name?: string | undefined },
    span: { from?: number | undefined; to?: number | undefined; limit: number },
  ): Story | undefined;
}

export interface ApiPorts {
  readonly administration: Administration;
  readonly access: Access;
  readonly history: History;
  readonly timeline: Timeline;
  readonly checks: Pick<KeptChecks, 'list' | 'find'>;
  readonly doctor: Pick<Doctor, 'examine'>;
  readonly server: {
    /** How it is. */
    describe(): Promise<ServerInfo>;
    /** As SIGTERM does. */
    drain(): DrainInfo;
  };
  /** Longest payload of a message. */
  readonly messageBytes: number;
}

interface Asked<R extends RouteName> {
  readonly admin: Admin;
  readonly params: RouteParams<R>;
  readonly query: RouteQuery<R>;
  readonly body: RouteBody<R>;
}

type Handler<R extends RouteName> = (
  ports: ApiPorts,
  asked: Asked<R>,
) => RouteResult<R> | Promise<RouteResult<R>>;

const usualEntries = 100;

/** Names of rooms in `params` are normalised, and covered by the token. */
export const handlers: { readonly [R in RouteName]: Handler<R> } = {
  listRooms({ administration }, { admin }) {
    const rooms = administration.rooms().filter(({ room }) => admin.covers(room));
    return { rooms: rooms.sort((one, other) => (one.room < other.room ? -1 : 1)) };
  },
  createRoom({ administration }, { admin, body: { room, settings = {} } }) {
    return administration.create(coveredRoom(admin, room), withNormalTitle(settings));
  },
  getRoom: ({ administration }, { params }) => administration.room(params.room),
  changeRoom: ({ administration }, { params, body }) =>
    administration.change(params.room, withNormalTitle(body.settings)),
  deleteRoom({ administration }, { params }) {
    administration.delete(params.room);
    return null;
  },
  listEvents({ history }, { params, query: { roomId, since = -1, limit = usualEntries } }) {
    const lives = history.lives(params.room);
    const life = roomId ?? lives[0];
    if (life === undefined) throw new ProblemError('not-found', 'room');
    if (!lives.includes(life)) throw new ProblemError('not-found', 'roomId');
    const entries = history.since(life, since, limit);
    if (!entries) throw new ProblemError('not-kept', 'since');
    return { roomId: life, entries: [...entries], lives: [...lives] };
  },
  getTimeline({ administration, timeline }, { params: { room }, query }) {
    const { peerId, name, limit = usualTimelineEntries, ...times } = query;
    const story = timeline.story(room, { peerId, name }, { ...times, limit });
    if (story) return story;
    administration.room(room); // or there is none of that name
    return { entries: [], more: false, peers: [] };
  },
  findPeers: ({ timeline }, { admin, query: { limit = usualPeers, ...wish } }) =>
    timeline.find(wish, room => admin.covers(room), limit),
  listPeers: ({ administration }, { params }) => ({ peers: administration.peers(params.room) }),
  getPeer: ({ administration }, { params: { room, peerId } }) => administration.peer(room, peerId),
  getMedia: ({ administration }, { params: { room, peerId } }) => administration.media(room, peerId),
  async mutePeer({ administration }, { params: { room, peerId }, body: { source, force } }) {
    await administration.mute(room, peerId, source, force);
    return null;
  },
  changeGrant: ({ administration }, { params: { room, peerId }, body: { grant } }) =>
    administration.changeGrant(room, peerId, grant),
  removePeer({ administration }, { params: { room, peerId } }) {
    administration.remove(room, peerId);
    return null;
  },
  sendData({ administration, messageBytes }, { params: { room }, body: { to, channel, ...payload } }) {
    const data = payloadOf(payload);
    if (Buffer.byteLength(data) > messageBytes) throw new ProblemError('too-large');
    return administration.sendData(room, { data, channel, ...(to && { to }) });
  },
  createToken: ({ access }, { admin, body }) => access.issue(body, admin),
  getServer({ server }, { admin }) {
    requireWholeServer(admin);
    return server.describe();
  },
  drain({ server }, { admin }) {
    requireWholeServer(admin);
    return server.drain();
  },
  doctor({ doctor }, { admin }) {
    requireWholeServer(admin);
    return doctor.examine();
  },
  listChecks({ checks }, { admin }) {
    requireWholeServer(admin);
    return { checks: checks.list() };
  },
  getCheck({ checks }, { admin, params: { checkId } }) {
    requireWholeServer(admin);
    const kept = checks.find(checkId);
    if (!kept) throw new ProblemError('not-found', 'checkId');
    return kept;
  },
};

/** The name as rooms are compared by. Throws `not-permitted` where the admin has no say. */
export function coveredRoom(admin: Admin, room: string): string {
  const name = normalized('room', room, maxRoomName);
  if (admin.covers(name)) return name;
  throw new ProblemError('not-permitted', 'room', 'the token is for other rooms');
}

/** For what is not of any room. Throws `not-permitted` where the token is for some rooms only. */
function requireWholeServer(admin: Admin): void {
  if (!admin.covers('*'))
    throw new ProblemError('not-permitted', undefined, 'the token is for some rooms only');
}

function payloadOf({ text, base64 }: { text?: string; base64?: string }): string | Buffer {
  if (text !== undefined && base64 === undefined) return text;
  if (base64 !== undefined && text === undefined) return Buffer.from(base64, 'base64');
  throw new ProblemError('invalid-params', 'text', 'either it or base64 must be there, and not both');
}
