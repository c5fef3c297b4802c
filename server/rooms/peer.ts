/**
 * One member of a room: who it is and what it may do, its media, what it publishes and receives, and the sink through which it is told things.
 * Knows neither sockets nor the other peers. Owned by the room; ends by `close(reason)`.
 */
import type { Visitor } from '../auth/visitor.ts';
import type { Grant } from '../protocol/grant.ts';
import type { Media } from '../protocol/media.ts';
import type { RoomEvent } from '../protocol/room-state.ts';
import type { SignalName, SignalParams } from '../protocol/signals.ts';
import type { CloseReason } from '../protocol/words.ts';
import type { Generations } from './generations.ts';
import type { Messaging } from './messaging.ts';
import type { PeerMedia } from './peer-media.ts';
import type { Presence } from './presence.ts';
import type { Publishing } from './publishing.ts';
import type { Subscriptions } from './subscriptions.ts';

/** Where a peer's news goes: a session today, something else that owns transports tomorrow. A peer can do without one for a while. */
export interface PeerSink {
  event(event: RoomEvent): void;
  signal<S extends SignalName>(name: S, params: SignalParams<S>): void;
  /** The last call. */
  close(reason: CloseReason): void;
}

export interface PeerParts {
  readonly peerId: string;
  readonly visitor: Visitor;
  readonly askedAt: number;
  /** What it may do at first. */
  readonly grant: Grant;
  readonly generations: Generations;
  readonly publishing: Publishing;
  readonly subscriptions: Subscriptions;
  readonly presence: Presence;
  readonly messaging: Messaging;
}

export interface PeerListener {
  /** Nothing comes from it, or something again, though its socket is there. */
  away(away: boolean): void;
  /** It hears from now on, for the first time or again. */
  attached(): void;
  /** It hears nothing any more. `reason`: why it leaves if that stays so. */
  suspended(reason: CloseReason): void;
  /** Once. */
  closed(reason: CloseReason): void;
}

export class Peer {
  readonly peerId: string;
  /** Who it is. */
  readonly visitor: Visitor;
  /** When it asked to come in, of `performance.now()`, as if it had not waited in a lobby. */
  readonly askedAt: number;
  /** Milliseconds since 1970. */
  readonly joinedAt = Date.now();
  readonly #generations: Generations;
  readonly publishing: Publishing;
  readonly subscriptions: Subscriptions;
  readonly presence: Presence;
  readonly messaging: Messaging;
  readonly #listener: PeerListener;
  #grant: Grant;
  #sink: PeerSink | undefined;
  #back: (() => void) | undefined;
  #closed = false;

  constructor(parts: PeerParts, listener: PeerListener) {
    this.peerId = parts.peerId;
    this.visitor = parts.visitor;
    this.askedAt = parts.askedAt;
    this.#grant = parts.grant;
    this.#generations = parts.generations;
    this.publishing = parts.publishing;
    this.subscriptions = parts.subscriptions;
    this.presence = parts.presence;
    this.messaging = parts.messaging;
    this.#listener = listener;
  }

  get closed(): boolean {
    return this.#closed;
  }

  get name(): string {
    return this.visitor.name;
  }

  /** Nobody is told of it. */
  get hidden(): boolean {
    return this.visitor.hidden;
  }

  /** The latest generation of its media; closed while it has none. */
  get media(): PeerMedia {
    return this.#generations.current;
  }

  /** What it may do now. */
  get grant(): Grant {
    return this.#grant;
  }

  /** What it receives follows; what it publishes is for the caller to look at. */
  setGrant(grant: Grant): void {
    this.#grant = grant;
    void this.subscriptions.reconcile();
  }

  /** From now on the peer's news goes to `sink`, beginning with `missed`. Does nothing once the peer is closed. */
  attach(sink: PeerSink, missed: readonly RoomEvent[]): void {
    if (this.#closed) return;
    this.#callBack();
    this.#sink = sink;
    for (const event of missed) sink.event(event);
    if (this.#sink === sink) this.subscriptions.startTelling();
    // A sink that could not even take this has given up meanwhile.
    if (this.#sink === sink) this.#listener.attached();
  }

  /**
   * Its socket is lost: its media flow on, and it is told nothing until it is attached again. Does nothing where `sink` is not, or no
   * longer, the one that it has. `back` is called once: when it is back, or has ended.
   */
  suspend(sink: PeerSink, reason: CloseReason, back: () => void = () => {}): void {
    if (this.#closed || sink !== this.#sink) {
      back();
      return;
    }
    this.#sink = undefined;
    this.#back = back;
    this.subscriptions.stopTelling();
    this.#listener.suspended(reason);
  }

  /**
   * Looks at what arrives on its media, from now on. What is returned tells whether anything has: who receives reports on it, who
   * publishes sends. Where the engine does not tell, or the media are others by now, it says yes.
   */
  watchMedia(): () => Promise<boolean> {
    const { media } = this;
    const before = media.bytesReceived().catch(() => undefined);
    return async () => {
      const bytes = await media.bytesReceived().catch(() => undefined);
      return media !== this.media || bytes === undefined || bytes !== (await before);
    };
  }

  /** What can be known of it: nothing comes from it, on its socket and its media alike, or something again. */
  setAway(away: boolean): void {
    if (!this.#closed) this.#listener.away(away);
  }

  /** Somebody comes back to it: the sink that it may still have, which nobody reads, is closed as `resumed`. */
  release(): void {
    const sink = this.#sink;
    if (!sink) return;
    this.suspend(sink, 'timeout');
    sink.close('resumed');
  }

  /** What its client must know of its media to build its own side. The consumers count as told. */
  describeMedia(): Media {
    const data = this.messaging.info();
    const consumers = this.subscriptions.takeAll().map(({ started: _, ...consumer }) => consumer);
    return { ...this.media.info(), consumers, ...(data && { data }) };
  }

  /** Its media have died with what carried them: its client need not wait for any of it. */
  tellMediaLost(): void {
    this.signal('mediaLost', { generation: this.media.generation });
  }

  /** Resolves when the generation after the given one, or after the latest, has begun. Never rejects. */
  renewMedia(generation: number = this.media.generation): Promise<void> {
    return this.#generations.renew(generation);
  }

  /** Another generation has begun: its client builds its side, and publishes again what it publishes. */
  tellMediaRenewed(): void {
    this.signal('mediaRenewed', this.describeMedia());
  }

  /** Says again what it was told last and has no other way to know: nothing that it missed is lost by having been away. */
  repeatNews(): void {
    if (this.media.closed) this.tellMediaLost();
    else if (this.media.generation > 1 && !this.media.isConnected) this.tellMediaRenewed();
    this.subscriptions.repeatNews();
    this.publishing.repeatNews();
  }

  event(event: RoomEvent): void {
    this.#sink?.event(event);
  }

  signal<S extends SignalName>(name: S, params: SignalParams<S>): void {
    this.#sink?.signal(name, params);
  }

  /** Idempotent. Ends its media, tells the room, then the sink. */
  close(reason: CloseReason): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#callBack();
    this.#generations.close();
    this.publishing.close();
    this.messaging.close();
    this.#listener.closed(reason);
    const sink = this.#sink;
    this.#sink = undefined; // `close` is the last call, whatever its media still says
    sink?.close(reason);
  }

  #callBack(): void {
    const back = this.#back;
    this.#back = undefined;
    back?.();
  }
}
