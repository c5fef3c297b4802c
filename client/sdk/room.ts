/**
 * A room as this peer sees it: joins the connection, the fold of the room's events and the media session, and ends with a word.
 * The one class an application needs. No framework, no DOM.
 */
import type { Device, HandlerFactory } from 'mediasoup-client/types';
import { applyEvent, emptyRoom } from '#protocol/fold.ts';
import type { Interest } from '#protocol/interest.ts';
import type { Params } from '#protocol/methods.ts';
import type { RoomEvent, RoomState } from '#protocol/room-state.ts';
import type { SignalName, SignalParams } from '#protocol/signals.ts';
import type { Source } from '#protocol/words.ts';
import { Connection, type ConnectionEvents, type ConnectionOptions } from './connection.ts';
import { prepareDevice } from './device.ts';
import { Emitter } from './emitter.ts';
import type { PathState } from './generation.ts';
import { Liveness } from './liveness.ts';
import { type MediaEvents, MediaSession, type RemoteTrack } from './media-session.ts';
import type { PublishOptions } from './publication.ts';
import type { SessionEnd } from './session-end.ts';
import type { CallStats } from './stats.ts';

export interface JoinOptions extends ConnectionOptions {
  /** The server's socket: `ws:` or `wss:`, path `/ws`. */
  url: string;
  room: string;
  name: string;
  /** What to receive. Default: all audio, and all video at the size of a small tile. */
  interest?: Interest;
  /** Ends the joining, or the call, as `left`. */
  signal?: AbortSignal;
  /** Another mediasoup-client handler than the browser's own, such as its fake one in tests. */
  handlerFactory?: HandlerFactory;
}

// What the media session tells is the application's to know, but for the end of a generation, which is the room's to handle.
const forwarded = ['trackAdded', 'trackRemoved', 'layers', 'path', 'publishFailed', 'error'] as const;
type Forwarded = (typeof forwarded)[number];
type ForwardedEvents = Pick<MediaEvents, Forwarded>;

/** What a room tells its application, beside the protocol's own `RoomEvent`. */
interface RoomNews extends ForwardedEvents {
  /** Something happened in the room; `state` is the one after it. */
  event: [event: RoomEvent, state: RoomState];
  speakers: [speakers: SignalParams<'speakers'>];
  /** Once, and then nothing more. */
  ended: [end: SessionEnd];
}

const defaultInterest: Interest = { audio: 'all', video: [], otherVideo: { width: 320, height: 180 } };
/** Milliseconds that `leave` waits for the server's goodbye. */
const goodbye = 1_000;

export class Room extends Emitter<RoomNews> {
  readonly #connection: Connection;
  readonly #media: MediaSession;
  #peerId = '';
  #state: RoomState = emptyRoom('');
  /** What came before the answer to `join` was taken in; null afterwards. */
  #early: (() => void)[] | null = [];
  #interest = defaultInterest;
  /** The interest that the server was told, as text; empty when it refused it. */
  #declared = '';

  private constructor(connection: Connection, device: Device, iceServers: RTCIceServer[]) {
    super();
    this.#connection = connection;
    this.#media = new MediaSession(device, connection, iceServers);
    for (const name of forwarded) this.#forward(name);
    this.#media.on('lost', () => connection.close('media-lost'));
    this.#follow('event', event => this.#apply(event));
    this.#follow('speakers', speakers => this.emit('speakers', speakers));
    this.#follow('consumersAdded', params => this.#media.consumersAdded(params));
    this.#follow('consumersRemoved', params => this.#media.consumersRemoved(params));
    this.#follow('consumerLayers', params => this.#media.consumerLayers(params));
    connection.on('ended', end => {
      this.#media.close();
      this.emit('ended', end);
    });
  }

  /**
   * Resolves when the room's state is known and both transports are prepared, after one signalling round trip. Rejects with
   * SessionEnded, or with RequestError when the server refuses. Capture devices meanwhile: nothing here waits for them.
   */
  static async join(options: JoinOptions): Promise<Room> {
    options.signal?.throwIfAborted();
    const connection = new Connection(options);
    const callOff = () => connection.close('left');
    options.signal?.addEventListener('abort', callOff);
    connection.on('ended', () => options.signal?.removeEventListener('abort', callOff));
    try {
      const opening = connection.open(options.url, options.openSocket);
      const loadDevice = prepareDevice(options.handlerFactory);
      const hello = await opening;
      const device = await loadDevice(hello.routerRtpCapabilities);
      const room = new Room(connection, device, hello.iceServers);
      await room.#enter(options, device);
      return room;
    } catch (error) {
      connection.close('left');
      throw error;
    }
  }

  get peerId(): string {
    return this.#peerId;
  }

  get state(): RoomState {
    return this.#state;
  }

  get remoteTracks(): ReadonlyMap<string, RemoteTrack> {
    return this.#media.remoteTracks;
  }

  get pathState(): PathState {
    return this.#media.pathState;
  }

  /** Why it ended, or undefined while it lasts. */
  get end(): SessionEnd | undefined {
    return this.#connection.end;
  }

  /** Publishes a track; a source published already gets the new track. Resolves when it is on its way. The track stays yours to stop. */
  publish(track: MediaStreamTrack, options: PublishOptions): Promise<void> {
    return this.#media.publish(track, options);
  }

  /** Whether the source is published, muted or not. */
  publishes(source: Source): boolean {
    return this.#media.publishes(source);
  }

  unpublish(source: Source): void {
    this.#media.unpublish(source);
  }

  /** Mutes a source for everyone and disables its track. */
  pause(source: Source): void {
    this.#media.setPaused(source, true);
  }

  resume(source: Source): void {
    this.#media.setPaused(source, false);
  }

  /** Sends another track of a published source; `null` sends nothing, so that the device can be stopped. */
  replaceTrack(source: Source, track: MediaStreamTrack | null): Promise<void> {
    return this.#media.replaceTrack(source, track);
  }

  /** Declares what to receive, as a whole. The same again is not sent. */
  setInterest(interest: Interest): void {
    const text = JSON.stringify(interest);
    if (text === this.#declared) return;
    this.#interest = interest;
    this.#declared = text;
    this.#connection.request('setInterest', { interest }).catch(error => {
      this.#declared = ''; // so that declaring it again is tried again
      if (!this.end) this.emit('error', error instanceof Error ? error : new Error(String(error)));
    });
  }

  /** How media flow at the moment, in both directions. Rates are known from the second call on. */
  stats(): Promise<CallStats> {
    return this.#media.stats();
  }

  /** Says goodbye. `ended` follows with `left`, within a second even when the server is silent. */
  leave(): void {
    if (this.end) return;
    const timer = setTimeout(() => this.#connection.close('left'), goodbye);
    this.on('ended', () => clearTimeout(timer));
    this.#connection.request('leave', {}).catch(() => this.#connection.close('left'));
  }

  async #enter(options: JoinOptions, device: Device): Promise<void> {
    const { room, name, interest = defaultInterest } = options;
    const rtpCapabilities = device.recvRtpCapabilities as Params<'join'>['rtpCapabilities'];
    this.#interest = interest;
    this.#declared = JSON.stringify(interest);
    const joined = await this.#connection.request('join', { room, name, rtpCapabilities, interest });
    this.#peerId = joined.peerId;
    this.#state = joined.state;
    this.#media.begin(joined.media);
    this.#watchSilence();
    const early = this.#early ?? [];
    this.#early = null;
    for (const handle of early) handle();
  }

  /** A session that died silently ends as `timeout`, because the answer to this stays away. */
  #watchSilence(): void {
    const liveness = new Liveness(() =>
      this.#connection.request('setInterest', { interest: this.#interest }),
    );
    this.#connection.on('heard', () => liveness.heard());
    this.#connection.on('ended', () => liveness.stop());
  }

  #follow<S extends SignalName>(name: S, handle: (...params: ConnectionEvents[S]) => void): void {
    this.#connection.on(name, (...params) => {
      if (this.#early) this.#early.push(() => handle(...params));
      else handle(...params);
    });
  }

  #forward<K extends Forwarded>(name: K): void {
    const emit = (...args: ForwardedEvents[K]) => this.emit(name, ...(args as RoomNews[K]));
    this.#media.on(name, emit);
  }

  #apply(event: RoomEvent): void {
    try {
      this.#state = applyEvent(this.#state, event);
    } catch {
      // An event is missing: what this peer shows would be wrong from here on.
      this.#connection.close('protocol-error');
      return;
    }
    this.emit('event', event, this.#state);
  }
}
