/**
 * The HTTP API of a Plenum server, one method for each route. Needs an admin token, or the secret to make them, so it belongs on a
 * server: never in a page.
 */
import type { RouteBody, RouteName, RouteQuery, RouteResult } from '#protocol/api.ts';
import type { PeerInfo, RoomInfo } from '#protocol/api-shapes.ts';
import type { KeptCheck } from '#protocol/check.ts';
import type { DoctorReport } from '#protocol/doctor.ts';
import type { GrantChange } from '#protocol/grant.ts';
import type { DrainInfo, MediaReport, ServerInfo } from '#protocol/operating.ts';
import type { RoomSettingsChange } from '#protocol/room-settings.ts';
import type { MessageChannel, Source } from '#protocol/words.ts';
import { ApiError, errorOf, foreign } from './api-error.ts';
import { type RouteInput, requestOf } from './routes.ts';
import { createToken } from './token.ts';

type Credentials =
  /** An admin token, or what gives one for each request. */
  | { token: string | (() => string | Promise<string>) }
  /** The `TOKEN_SECRET` of the server: each request brings a token of its own that is valid for a minute. */
  | { secret: string; audience?: string };

export type ApiOptions = Credentials & {
  /** Where the server is: `https://meet.example.org`. */
  url: string;
  /** How long an answer may take, in milliseconds. */
  timeout?: number;
};

export interface DataWish {
  /** A text message, or one of bytes. */
  data: string | Uint8Array;
  /** Peer ids; absent: everybody. */
  to?: string[];
  channel?: MessageChannel;
}

/** Milliseconds: an examination has deadlines of its own, which are below. */
const doctorTakes = 20_000;

/** Every method rejects with ApiError where the server refuses or cannot be reached. */
export class PlenumApi {
  readonly #url: string;
  readonly #timeout: number;
  readonly #token: () => string | Promise<string>;

  constructor(options: ApiOptions) {
    this.#url = new URL(options.url).href.replace(/\/+$/, '');
    this.#timeout = options.timeout ?? 10_000;
    this.#token = tokenSource(options);
  }

  readonly rooms = {
    list: async (): Promise<RoomInfo[]> => (await this.#call('listRooms', {})).rooms,
    create: (room: string, settings: RoomSettingsChange = {}): Promise<RoomInfo> =>
      this.#call('createRoom', { body: { room, settings } }),
    get: (room: string): Promise<RoomInfo> => this.#call('getRoom', { params: { room } }),
    change: (room: string, settings: RoomSettingsChange): Promise<RoomInfo> =>
      this.#call('changeRoom', { params: { room }, body: { settings } }),
    /** What happened to it and to those in it, as operators see it. */
    timeline: (room: string, query: RouteQuery<'getTimeline'> = {}): Promise<RouteResult<'getTimeline'>> =>
      this.#call('getTimeline', { params: { room }, query }),
    /** Ends it for everybody. */
    delete: async (room: string): Promise<void> =>
      void (await this.#call('deleteRoom', { params: { room } })),
  };

  readonly peers = {
    list: async (room: string): Promise<PeerInfo[]> =>
      (await this.#call('listPeers', { params: { room } })).peers,
    get: (room: string, peerId: string): Promise<PeerInfo> =>
      this.#call('getPeer', { params: { room, peerId } }),
    /** Who is, or was lately, in any of the rooms that the token covers. */
    find: (query: RouteQuery<'findPeers'> = {}): Promise<RouteResult<'findPeers'>> =>
      this.#call('findPeers', { query }),
    /** At this moment. */
    media: (room: string, peerId: string): Promise<MediaReport> =>
      this.#call('getMedia', { params: { room, peerId } }),
    /** At once; with `force: false` the peer is asked to. */
    mute: async (room: string, peerId: string, source: Source, { force = true } = {}): Promise<void> =>
      void (await this.#call('mutePeer', { params: { room, peerId }, body: { source, force } })),
    changeGrant: (room: string, peerId: string, grant: GrantChange): Promise<PeerInfo> =>
      this.#call('changeGrant', { params: { room, peerId }, body: { grant } }),
    /** It is not let in again as long as the room lives. */
    remove: async (room: string, peerId: string): Promise<void> =>
      void (await this.#call('removePeer', { params: { room, peerId } })),
  };

  readonly tokens = {
    /** For those who have an admin token but not the key: `createToken` needs no request. */
    create: (wish: RouteBody<'createToken'>): Promise<RouteResult<'createToken'>> =>
      this.#call('createToken', { body: wish }),
  };

  /** Reports of connection checks that people made: for operators, with a token for all rooms. */
  readonly checks = {
    list: async (): Promise<KeptCheck[]> => (await this.#call('listChecks', {})).checks,
    /** The id as the person read it out: without the dash and in small letters it is the same. */
    get: (checkId: string): Promise<KeptCheck> => this.#call('getCheck', { params: { checkId } }),
  };

  readonly events = {
    /** What happened in a room after the entry with the number `since`; without it from the beginning. */
    since: (room: string, query: RouteQuery<'listEvents'> = {}): Promise<RouteResult<'listEvents'>> =>
      this.#call('listEvents', { params: { room }, query }),
  };

  /** For operators, with a token for all rooms. */
  readonly server = {
    get: (): Promise<ServerInfo> => this.#call('getServer', {}),
    /** Nobody else is let in; it ends when all have left, or when its time for that is over. */
    drain: (): Promise<DrainInfo> => this.#call('drain', { body: {} }),
  };

  /** Resolves with the number of receivers. */
  async sendData(room: string, { data, to, channel = 'ordered' }: DataWish): Promise<number> {
    const payload = typeof data === 'string' ? { text: data } : { base64: base64Of(data) };
    const body = { ...payload, ...(to && { to }), channel };
    return (await this.#call('sendData', { params: { room }, body })).receivers;
  }

  /** The server looks at its settings, its machine and its network. Takes some seconds. Needs a token for all rooms. */
  doctor(): Promise<DoctorReport> {
    return this.#call('doctor', {}, Math.max(this.#timeout, doctorTakes));
  }

  async #call<R extends RouteName>(
    route: R,
    input: RouteInput<R>,
    timeout = this.#timeout,
  ): Promise<RouteResult<R>> {
    const { method, path, body = null } = requestOf(route, input);
    const headers = {
      accept: 'application/json, application/problem+json',
      authorization: `Bearer ${await this.#token()}`,
      ...(body !== null && { 'content-type': 'application/json' }),
    };
    const signal = AbortSignal.timeout(timeout);
    // Redirects: nobody else is shown the token.
    const init = { method, headers, body, signal, redirect: 'error' } as const;
    const response = await fetch(`${this.#url}${path}`, init).catch(cause => {
      const detail = signal.aborted ? `did not answer within ${timeout} ms` : 'could not be reached';
      throw new ApiError(route, { status: 0, reason: 'unreachable', detail }, { cause });
    });
    if (!response.ok) throw await errorOf(route, response);
    if (response.status === 204) return null as RouteResult<R>;
    return (await response.json().catch(() => Promise.reject(foreign(route, response)))) as RouteResult<R>;
  }
}

function tokenSource(options: ApiOptions): () => string | Promise<string> {
  if ('secret' in options) {
    const { secret, audience = 'plenum' } = options;
    return () => createToken({ secret }, { identity: 'api', grant: { admin: true }, seconds: 60, audience });
  }
  const { token } = options;
  return typeof token === 'string' ? () => token : token;
}

function base64Of(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));
}
