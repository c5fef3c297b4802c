/**
 * A room as this peer sees it: the one class an application needs, and its whole interface. What it does is done by its parts, which
 * assemble-room.ts joins. No framework; of the DOM only the elements that it is handed.
 */
import type { Grant } from '#protocol/grant.ts';
import type { Interest } from '#protocol/interest.ts';
import type { RoomState } from '#protocol/room-state.ts';
import type { Waiting } from '#protocol/signals.ts';
import type { Reaction, Source } from '#protocol/words.ts';
import { assembleRoom, type RoomParts } from './assemble-room.ts';
import type { AttachTarget } from './attachments.ts';
import type { Device } from './capture.ts';
import { Emitter } from './emitter.ts';
import type { PathState } from './generation.ts';
import type { JoinOptions } from './join-options.ts';
import { connectionFor, type OpenSession, openSession, requestJoin } from './joining.ts';
import type { ConnectionState } from './lasting-connection.ts';
import type { LocalMedia } from './local-media.ts';
import type { RemoteTrack } from './media-events.ts';
import type { Moderation } from './moderation.ts';
import type { MessageOptions } from './outgoing-messages.ts';
import { type PreviewOptions, preview, type RoomPreview } from './preview.ts';
import type { PublishOptions } from './publication.ts';
import { newRandomId } from './random-id.ts';
import type { RoomEvents, Tell } from './room-events.ts';
import { watchNetwork, watchPage, watchQuality } from './room-watches.ts';
import { type SessionEnd, SessionEnded } from './session-end.ts';
import { type Fault, simulate } from './simulate.ts';
import type { CallStats } from './stats.ts';

/** Milliseconds that `leave` waits for the server's goodbye. */
const goodbye = 1_000;

export class Room extends Emitter<RoomEvents> {
  readonly #parts: RoomParts;
  readonly #tell: Tell;

  private constructor(session: OpenSession, options: JoinOptions) {
    super();
    let isOver = false;
    // What fails because the session ended is no news after `ended`.
    this.#tell = (name, ...args) => {
      if (isOver) return;
      isOver = name === 'ended';
      this.emit(name, ...args);
    };
    this.#parts = assembleRoom(session, options, this.#tell);
  }

  /**
   * Resolves when the room's state is known and both transports are prepared, after one signalling round trip. Rejects with
   * SessionEnded, or with RequestError when the server refuses. Capture devices meanwhile (`media`): nothing here waits for them.
   */
  static async join(options: JoinOptions): Promise<Room> {
    const connection = connectionFor(options);
    try {
      const session = await openSession(connection, options);
      const room = new Room(session, options);
      await room.#enter(session, options);
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

  /** This person's microphone, camera and screen, published here. */
  get local(): LocalMedia {
    return this.#parts.local;
  }

  /**
   * Your own, as in `state.peers`, which has no hidden peer: whoever came with such a token is not in it. Another one from `rejoined` on.
   */
  get peerId(): string {
    return this.#parts.replica.peerId;
  }

  /** Who is in the room, yourself included, what they publish, whose hand is raised, and the chat. Never changed: replaced. */
  get state(): RoomState {
    return this.#parts.replica.state;
  }

  /** What you may do now. Never changed: replaced. */
  get grant(): Grant {
    return this.#parts.standing.grant;
  }

  /** Who waits to be let in, longest first; empty for those who are no moderators. Never changed: replaced. */
  get lobby(): readonly Waiting[] {
    return this.#parts.standing.lobby;
  }

  /** The latest: to join again with. The server refreshes it before it expires. */
  get token(): string | undefined {
    return this.#parts.standing.token;
  }

  /** What moderators can do. */
  get moderation(): Moderation {
    return this.#parts.moderation;
  }

  /** What arrives now, by producer id. */
  get remoteTracks(): ReadonlyMap<string, RemoteTrack> {
    return this.#parts.media.remoteTracks;
  }

  /** Whether there is a connection to the server: while there is none, media go on, and what is asked for waits. */
  get connection(): ConnectionState {
    return this.#parts.connection.state;
  }

  get pathState(): PathState {
    return this.#parts.media.pathState;
  }

  /** Why it ended, or undefined while it lasts. */
  get end(): SessionEnd | undefined {
    return this.#parts.connection.end;
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
    return this.#parts.attachments.setSpeaker(deviceId);
  }

  /**
   * Shows or plays in `element` what a peer publishes, and follows it as it comes and goes: the element is empty while there is
   * nothing. A video is received at the size of its element, and not at all while it cannot be seen. Attach sound to elements of
   * its own: a video element is silent. Your own camera can be attached too. Returns what detaches.
   */
  attach(element: HTMLMediaElement, target: AttachTarget): () => void {
    return this.#parts.attachments.attach(element, target);
  }

  /**
   * Publishes a track that you captured yourself; a source that is published already gets the new track. Resolves when it is on its
   * way. The track stays yours to stop. Rejects with TypeError when its kind does not fit the source, with SessionEnded afterwards.
   */
  async publish(track: MediaStreamTrack, options: PublishOptions): Promise<void> {
    if (this.end) throw new SessionEnded(this.end);
    return this.#parts.media.publish(track, options);
  }

  /** Whether the source is published, muted or not. */
  publishes(source: Source): boolean {
    return this.#parts.media.publishes(source);
  }

  unpublish(source: Source): void {
    this.#parts.media.unpublish(source);
  }

  /** Mutes a source for everyone and disables its track. */
  pause(source: Source): void {
    this.#parts.media.setPaused(source, true);
  }

  resume(source: Source): void {
    this.#parts.media.setPaused(source, false);
  }

  /** Sends another track of a published source; `null` sends nothing, so that the device can be stopped. */
  replaceTrack(source: Source, track: MediaStreamTrack | null): Promise<void> {
    return this.#parts.media.replaceTrack(source, track);
  }

  /** Declares what to receive, as a whole, and from now on leaves that to you. The same again is not sent. */
  setInterest(interest: Interest): void {
    this.#parts.interest.declareByApplication(interest);
  }

  /** Raises your hand, or lowers it. Rejects with RequestError, or with SessionEnded. */
  async setHand(raised: boolean): Promise<void> {
    await this.#parts.connection.request('setHand', { raised });
  }

  /**
   * Says something in chat. It is part of `state.chat` when `chatSent` comes. Rejects with RequestError (`rate-limited`, or
   * `invalid-params` when it is empty or too long), or with SessionEnded. `messageId` (from `newRandomId`): to know it again in
   * `chatSent`, and to say it once however often it is tried.
   */
  async sendChat(text: string, messageId: string = newRandomId()): Promise<void> {
    const lines = text.replace(/\r\n?/g, '\n').trim();
    await this.#parts.connection.request('sendChat', { messageId, text: lines });
  }

  /** Shows something to everyone for a moment. Rejects with RequestError (`rate-limited`), or with SessionEnded. */
  async sendReaction(reaction: Reaction): Promise<void> {
    await this.#parts.connection.request('sendReaction', { reaction });
  }

  /**
   * Sends text or bytes to everybody else who takes part in messages, or to those in `to`, where it is told as `message`. Resolves
   * when the browser has taken it, which is not yet that it arrived: what is lost later is told as `messageLost`. Rejects with
   * MessageError, and then it was not sent.
   */
  sendMessage(data: string | Uint8Array, options?: MessageOptions): Promise<void> {
    return this.#parts.messages.send(data, options);
  }

  /**
   * How media flow at the moment, in both directions. A rate is that since the call before, and `null` in the first. Rejects with
   * SessionEnded, and with another Error while there are no media: between two generations.
   */
  async stats(): Promise<CallStats> {
    if (this.end) throw new SessionEnded(this.end);
    try {
      return await this.#parts.media.stats();
    } catch (error) {
      throw this.end ? new SessionEnded(this.end, error) : error;
    }
  }

  /** Makes a fault happen, really, for tests of what an application shows of it; what follows is told by the usual events. */
  simulate(fault: Fault): void {
    simulate(fault, this.#parts);
  }

  /** Says goodbye. `ended` follows with `left`, within a second even when the server is silent. */
  leave(): void {
    if (this.end) return;
    const timer = setTimeout(() => this.#parts.connection.close('left'), goodbye);
    this.on('ended', () => clearTimeout(timer));
    this.#parts.connection.request('leave', {}).catch(() => this.#parts.connection.close('left'));
  }

  async #enter(session: OpenSession, options: JoinOptions): Promise<void> {
    const { connection, entrance, incoming, interest, local, media, replica, standing } = this.#parts;
    const joined = await requestJoin(session, options, interest.current);
    if (connection.end) throw new SessionEnded(connection.end);
    replica.begin(joined);
    standing.begin(joined.grant);
    media.useIceServers(joined.iceServers);
    media.begin(joined.media);
    const { resumeToken, seatSeconds } = joined;
    connection.keep({ resumeToken, seatSeconds, seq: () => replica.state.seq, entrance });
    watchNetwork(this.#parts);
    watchPage(this.#parts);
    watchQuality(this.#parts, this.#tell);
    connection.on('ended', local.attach(this));
    incoming.release();
  }
}
