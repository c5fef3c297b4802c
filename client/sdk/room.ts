/**
 * A room as this peer sees it: joins the connection, the fold of the room's events, the media session and this person's devices, and
 * ends with a word. The one class an application needs. No framework; of the DOM only the elements that it is handed.
 */
import type { Device as MediaDevice } from 'mediasoup-client/types';
import { applyEvent, emptyRoom } from '#protocol/fold.ts';
import type { Interest } from '#protocol/interest.ts';
import type { Params } from '#protocol/methods.ts';
import type { RoomEvent, RoomState } from '#protocol/room-state.ts';
import type { SignalParams } from '#protocol/signals.ts';
import type { Reaction, Source } from '#protocol/words.ts';
import { Attachments, type AttachTarget, findShown } from './attachments.ts';
import type { Device } from './capture.ts';
import { Connection } from './connection.ts';
import { DeclaredInterest } from './declared-interest.ts';
import { prepareDevice } from './device.ts';
import { Emitter } from './emitter.ts';
import type { PathState } from './generation.ts';
import { IncomingSignals } from './incoming-signals.ts';
import type { JoinOptions } from './join-options.ts';
import { Liveness } from './liveness.ts';
import { LocalMedia } from './local-media.ts';
import { MediaSession, type RemoteTrack } from './media-session.ts';
import { lostByServer, lostOnTheWay } from './message-lost.ts';
import { type MessageOptions, OutgoingMessages } from './outgoing-messages.ts';
import { type PreviewOptions, preview, type RoomPreview } from './preview.ts';
import type { PublishOptions } from './publication.ts';
import { QualityWatch } from './quality-watch.ts';
import { newRandomId } from './random-id.ts';
import {
  type Forwarded,
  type ForwardedEvents,
  forwarded,
  isKnownEvent,
  type RoomEvents,
} from './room-events.ts';
import type { SessionEnd } from './session-end.ts';
import { asError } from './signalling.ts';
import { type Fault, serversWithoutUdp, simulate, withoutUdp } from './simulate.ts';
import type { CallStats } from './stats.ts';

const defaultInterest: Interest = { audio: 'all', video: [], otherVideo: { width: 320, height: 180 } };
/** Milliseconds that `leave` waits for the server's goodbye. */
const goodbye = 1_000;

export class Room extends Emitter<RoomEvents> {
  /** This person's microphone, camera and screen, published here. */
  readonly local: LocalMedia;
  readonly #connection: Connection;
  readonly #incoming: IncomingSignals;
  readonly #media: MediaSession;
  readonly #interest: DeclaredInterest;
  readonly #attachments: Attachments;
  readonly #messages: OutgoingMessages;
  /** The application declares the interest itself. */
  #ownInterest: boolean;
  #peerId = '';
  #state: RoomState = emptyRoom('');

  private constructor(
    connection: Connection,
    device: MediaDevice,
    { iceServers, limits }: SignalParams<'hello'>,
    { media, interest }: JoinOptions,
  ) {
    super();
    this.#connection = connection;
    this.#incoming = new IncomingSignals(connection);
    this.#media = new MediaSession(device, connection, iceServers);
    this.#messages = new OutgoingMessages(limits.data, (...message) => this.#media.sendMessage(...message));
    this.#ownInterest = interest !== undefined;
    this.#interest = new DeclaredInterest(interest ?? defaultInterest, wanted =>
      connection.request('setInterest', { interest: wanted }),
    );
    this.local = media ?? new LocalMedia();
    this.#attachments = this.#attached();
    for (const name of forwarded) this.#forward(name);
    this.#media.on('lost', () => connection.close('media-lost'));
    this.#followServer();
    connection.on('ended', end => {
      this.#attachments.stop();
      this.#media.close();
      if (!media) this.local.stop();
      this.emit('ended', end);
    });
  }

  /**
   * Resolves when the room's state is known and both transports are prepared, after one signalling round trip. Rejects with
   * SessionEnded, or with RequestError when the server refuses. Capture devices meanwhile (`media`): nothing here waits for them.
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
      const blocked = options.simulate?.includes('udp-blocked') === true;
      const reachable = blocked ? { ...hello, iceServers: serversWithoutUdp(hello.iceServers) } : hello;
      const room = new Room(connection, device, reachable, options);
      await room.#enter(options, device);
      return room;
    } catch (error) {
      connection.close('left');
      throw error;
    }
  }

  /**
   * Who is in a room, without entering it, over a connection of its own. Rejects with SessionEnded, or with RequestError when the
   * server refuses.
   */
  static preview(options: PreviewOptions): Promise<RoomPreview> {
    return preview(options);
  }

  /** Your own, as in `state.peers`. */
  get peerId(): string {
    return this.#peerId;
  }

  /** Who is in the room, yourself included, what they publish, whose hand is raised, and the chat. Never changed: replaced. */
  get state(): RoomState {
    return this.#state;
  }

  /** What arrives now, by producer id. */
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

  /** `local.setMicrophone`: un-mutes, and starts it if need be, or mutes. Rejects with CaptureError. */
  setMicrophone(on: boolean): Promise<void> {
    return this.local.setMicrophone(on);
  }

  /** `local.setCamera`: starts it, or stops it and releases the device. Rejects with CaptureError. */
  setCamera(on: boolean): Promise<void> {
    return this.local.setCamera(on);
  }

  /** `local.setScreen`: shares a screen, which the person chooses, or stops that. Rejects with CaptureError. */
  setScreen(on: boolean): Promise<void> {
    return this.local.setScreen(on);
  }

  /** `local.useDevice`: switches to another microphone or camera without a gap. Rejects with CaptureError, and the old one stays. */
  useDevice(device: Device, deviceId: string): Promise<void> {
    return this.local.useDevice(device, deviceId);
  }

  /**
   * Plays all sound that is attached, also later, on this speaker; '' is the system's choice. Rejects with CaptureError:
   * `unsupported` where the browser leaves the choice to the system.
   */
  setSpeaker(deviceId: string): Promise<void> {
    return this.#attachments.setSpeaker(deviceId);
  }

  /**
   * Shows or plays in `element` what a peer publishes, and follows it as it comes and goes: the element is empty while there is
   * nothing. A video is received at the size of its element, and not at all while it cannot be seen. Attach sound to elements of
   * its own: a video element is silent. Your own camera can be attached too. Returns what detaches.
   */
  attach(element: HTMLMediaElement, target: AttachTarget): () => void {
    return this.#attachments.attach(element, target);
  }

  /**
   * Publishes a track that you captured yourself; a source that is published already gets the new track. Resolves when it is on its
   * way. The track stays yours to stop. Rejects with TypeError when its kind does not fit the source.
   */
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

  /** Declares what to receive, as a whole, and from now on leaves that to you. The same again is not sent. */
  setInterest(interest: Interest): void {
    this.#ownInterest = true;
    this.#declare(interest);
  }

  /** Raises your hand, or lowers it. Rejects with RequestError, or with SessionEnded. */
  async setHand(raised: boolean): Promise<void> {
    await this.#connection.request('setHand', { raised });
  }

  /**
   * Says something in chat. It is part of `state.chat` when `chatSent` comes. Rejects with RequestError (`rate-limited`, or
   * `invalid-params` when it is empty or too long), or with SessionEnded. `messageId` (from `newRandomId`): to know it again in
   * `chatSent`, and to say it once however often it is tried.
   */
  async sendChat(text: string, messageId: string = newRandomId()): Promise<void> {
    const lines = text.replace(/\r\n?/g, '\n').trim();
    await this.#connection.request('sendChat', { messageId, text: lines });
  }

  /** Shows something to everyone for a moment. Rejects with RequestError (`rate-limited`), or with SessionEnded. */
  async sendReaction(reaction: Reaction): Promise<void> {
    await this.#connection.request('sendReaction', { reaction });
  }

  /**
   * Sends text or bytes to everybody else who takes part in messages, or to those in `to`, where it is told as `message`. Resolves
   * when the browser has taken it, which is not yet that it arrived: what is lost later is told as `messageLost`. Rejects with
   * MessageError, and then it was not sent.
   */
  sendMessage(data: string | Uint8Array, options?: MessageOptions): Promise<void> {
    return this.#messages.send(data, options);
  }

  /** How media flow at the moment, in both directions. Rates are known from the second call on. */
  stats(): Promise<CallStats> {
    return this.#media.stats();
  }

  /** Makes a fault happen, really, for tests of what an application shows of it; what follows is told by the usual events. */
  simulate(fault: Fault): void {
    simulate(fault, { connection: this.#connection, media: this.#media, local: this.local });
  }

  /** Says goodbye. `ended` follows with `left`, within a second even when the server is silent. */
  leave(): void {
    if (this.end) return;
    const timer = setTimeout(() => this.#connection.close('left'), goodbye);
    this.on('ended', () => clearTimeout(timer));
    this.#connection.request('leave', {}).catch(() => this.#connection.close('left'));
  }

  async #enter(
    { room, name, data = true, simulate: faults }: JoinOptions,
    device: MediaDevice,
  ): Promise<void> {
    const rtpCapabilities = device.recvRtpCapabilities as Params<'join'>['rtpCapabilities'];
    const interest = this.#interest.current;
    const params = { room, name, rtpCapabilities, interest, data };
    const joined = await this.#connection.request('join', params);
    this.#peerId = joined.peerId;
    this.#state = joined.state;
    this.#media.begin(faults?.includes('udp-blocked') ? withoutUdp(joined.media) : joined.media);
    this.#watchSilence();
    this.#watchQuality();
    this.#incoming.release();
    this.local.attach(this);
  }

  /** A session that died silently ends as `timeout`, because the answer to this stays away. */
  #watchSilence(): void {
    const liveness = new Liveness(() => this.#interest.repeat());
    this.#connection.on('heard', () => liveness.heard());
    this.#connection.on('ended', () => liveness.stop());
  }

  #watchQuality(): void {
    const watch = new QualityWatch({
      stats: () => this.stats(),
      pathState: () => this.pathState,
      isPaused: ({ peerId, producerId }) => this.#state.peers[peerId]?.producers[producerId]?.paused ?? true,
      report: quality => this.#connection.request('reportQuality', quality),
      changed: quality => this.emit('quality', quality),
    });
    this.#incoming.follow('qualities', others => watch.setOthers(others));
    this.#media.on('path', () => watch.pathChanged());
    this.#connection.on('ended', () => watch.stop());
  }

  #followServer(): void {
    this.#incoming.follow('event', event => this.#apply(event));
    this.#incoming.follow('speakers', speakers => {
      this.#attachments.setDominant(speakers.dominant);
      this.emit('speakers', speakers);
    });
    this.#incoming.follow('reaction', reaction => this.emit('reaction', reaction));
    this.#incoming.follow('qualities', qualities => this.emit('qualities', qualities));
    this.#incoming.follow('messagesRefused', params => this.emit('messageLost', lostByServer(params)));
    this.#incoming.follow('messagesLost', params => this.emit('messageLost', lostOnTheWay(params)));
    this.#incoming.follow('consumersAdded', params => this.#media.consumersAdded(params));
    this.#incoming.follow('consumersRemoved', params => this.#media.consumersRemoved(params));
    this.#incoming.follow('layersWanted', params => this.#media.layersWanted(params));
    this.#incoming.follow('consumerLayers', params => this.#media.consumerLayers(params));
  }

  #forward<K extends Forwarded>(name: K): void {
    const emit = (...args: ForwardedEvents[K]) => this.emit(name, ...(args as RoomEvents[K]));
    this.#media.on(name, emit);
  }

  #attached(): Attachments {
    const attachments = new Attachments({
      find: (peerId, source) => findShown(this, peerId, source),
      managesInterest: () => !this.#ownInterest,
      declare: interest => {
        if (!this.#ownInterest) this.#declare(interest);
      },
      blocked: element => this.emit('playBlocked', element),
    });
    const changed = () => attachments.changed();
    this.#media.on('trackAdded', changed);
    this.#media.on('trackRemoved', changed);
    const forget = this.local.on('changed', changed);
    this.#connection.on('ended', forget); // these devices may outlive the room
    this.on('event', changed);
    return attachments;
  }

  #declare(interest: Interest): void {
    this.#interest.declare(interest).catch(error => {
      if (!this.end) this.emit('error', asError(error));
    });
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
    if (isKnownEvent(event)) {
      this.emit(event.type, ...([event, this.#state] as RoomEvents[RoomEvent['type']]));
    }
  }
}
