/**
 * One room: its peers, its log, what is published in it, and the router that carries it. Closes when it has been empty for a
 * while, when its router dies, or when the registry says so.
 */
import { RequestError } from '../errors.ts';
import { GoneError } from '../lib/adopt.ts';
import type { Log } from '../log.ts';
import type { RoomRouter } from '../media/room-router.ts';
import type { RoomChange, RoomEvent, RoomState } from '../protocol/room-state.ts';
import type { Limits, SignalName, SignalParams } from '../protocol/signals.ts';
import { type CloseReason, kindOf } from '../protocol/words.ts';
import { assemblePeer, type JoinRequest, type PeerHouse } from './assemble-peer.ts';
import { Floor } from './floor.ts';
import { MessageBus } from './message-bus.ts';
import type { Peer } from './peer.ts';
import { PeerMedia } from './peer-media.ts';
import type { Publication } from './publication.ts';
import { Publications } from './publications.ts';
import { Qualities } from './qualities.ts';
import { RoomLog } from './room-log.ts';

export interface RoomOptions {
  name: string;
  router: RoomRouter;
  /** How long an empty room is kept, in milliseconds. */
  keepEmpty: number;
  /** What one peer may do. */
  limits: Limits;
  log: Log;
  onClosed: () => void;
}

export class Room {
  readonly name: string;
  readonly #router: RoomRouter;
  readonly #keepEmpty: number;
  readonly #log: Log;
  readonly #onClosed: () => void;
  readonly #peers = new Map<string, Peer>();
  readonly #publications = new Publications();
  readonly #qualities = new Qualities(params => this.#signal('qualities', params));
  readonly #events: RoomLog;
  readonly #house: PeerHouse;
  /** Events that not everybody has been told of, the one that is being told first. */
  readonly #untold: RoomEvent[] = [];
  #joining = 0;
  #emptyTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor({ name, router, keepEmpty, limits, log, onClosed }: RoomOptions) {
    this.name = name;
    this.#router = router;
    this.#keepEmpty = keepEmpty;
    this.#log = log;
    this.#onClosed = onClosed;
    this.#events = new RoomLog(name);
    this.#house = this.#openTo(limits);
    router.observer.once('close', () => this.close('media-lost'));
    const floor = new Floor(this.#publications);
    router.onSpeakers(report => this.#signal('speakers', floor.after(report)));
    this.#closeWhenEmpty();
  }

  get closed(): boolean {
    return this.#closed;
  }

  get state(): RoomState {
    return this.#events.state;
  }

  /** The events after `seq`, or undefined when they are no longer kept. */
  since(seq: number): RoomEvent[] | undefined {
    return this.#events.since(seq);
  }

  /**
   * Lets a peer in: when this resolves, its media is built, its first consumers are made, and the others have been told.
   * Throws GoneError, with nothing left behind, when `applicant` is closed meanwhile, and `unavailable` when the engine fails.
   */
  async join(request: JoinRequest, applicant: { readonly closed: boolean }): Promise<Peer> {
    this.#joining += 1;
    clearTimeout(this.#emptyTimer);
    let media: PeerMedia | undefined;
    try {
      media = await PeerMedia.create(this.#router, 1, request.data);
      const peer: Peer = assemblePeer(this.#house, request, media, reason => this.#left(peer, reason));
      await Promise.all([peer.subscriptions.reconcile(), request.data && peer.messaging.start()]);
      if (applicant.closed) throw new GoneError('the applicant left');
      if (media.send.closed) throw new RequestError('unavailable');
      this.#admit(peer);
      return peer;
    } catch (error) {
      media?.close();
      if (this.#closed) throw new RequestError('unavailable');
      throw error;
    } finally {
      this.#joining -= 1;
      this.#closeWhenEmpty();
    }
  }

  /** Idempotent. Everybody inside is closed with `reason`. */
  close(reason: CloseReason): void {
    if (this.#closed) return;
    this.#end(reason);
    for (const peer of this.#peers.values()) peer.close(reason);
    this.#peers.clear();
  }

  /** What of this room the parts of its peers work with. */
  #openTo(limits: Limits): PeerHouse {
    const router = this.#router;
    return {
      limits,
      log: this.#log,
      router,
      publications: this.#publications,
      qualities: this.#qualities,
      messages: new MessageBus(() => router.data),
      state: () => this.state,
      change: change => this.#append(change),
      signal: (name, params) => this.#signal(name, params),
      shown: publication => this.#shown(publication),
      hidden: publication => this.#hidden(publication),
    };
  }

  #end(reason: CloseReason | 'empty'): void {
    this.#closed = true;
    clearTimeout(this.#emptyTimer);
    this.#qualities.close();
    this.#router.close();
    this.#log.info({ reason }, 'room closed');
    this.#onClosed();
  }

  #admit(peer: Peer): void {
    const { peerId, name } = peer;
    const joinedAt = Date.now();
    this.#append({ type: 'peerJoined', peer: { peerId, name, joinedAt, handRaisedAt: null, producers: {} } });
    this.#peers.set(peerId, peer);
    this.#qualities.repeat();
    this.#log.info({ peer: peerId, peers: this.#peers.size }, 'peer joined');
  }

  #left(peer: Peer, reason: CloseReason): void {
    if (!this.#peers.delete(peer.peerId) || this.#closed) return;
    this.#qualities.forget(peer.peerId);
    this.#append({ type: 'peerLeft', peerId: peer.peerId, reason });
    this.#log.info({ peer: peer.peerId, reason, peers: this.#peers.size }, 'peer left');
    this.#closeWhenEmpty();
  }

  #shown(publication: Publication): void {
    const { peerId, producerId, source, paused, producer } = publication;
    this.#append({ type: 'producerAdded', peerId, producer: { producerId, source, paused } });
    if (producer && kindOf(source) === 'audio') {
      this.#router.listenTo(producer.id).catch((error: unknown) => {
        if (!producer.closed)
          this.#log.warn({ err: error }, 'a producer is not heard by the speaker observers');
      });
    }
    for (const peer of this.#peers.values()) if (peer.peerId !== peerId) void peer.subscriptions.reconcile();
  }

  #hidden({ peerId, producerId }: Publication): void {
    // When everything goes, nobody needs to hear of each part; a router that dies takes its producers first.
    if (this.#closed || this.#router.closed) return;
    for (const peer of this.#peers.values()) peer.subscriptions.drop(producerId);
    // When the peer itself goes, `peerLeft` says it all.
    if (this.#peers.get(peerId)?.closed !== false) return;
    this.#append({ type: 'producerRemoved', peerId, producerId });
  }

  /** Telling a peer can end it (a reader too slow), which is an event of its own: that one waits until all have this one. */
  #append(change: RoomChange): void {
    this.#untold.push(this.#events.append(change));
    if (this.#untold.length > 1) return;
    for (let event = this.#untold[0]; event; event = this.#untold[0]) {
      try {
        for (const peer of this.#peers.values()) peer.event(event);
      } finally {
        this.#untold.shift();
      }
    }
  }

  #signal<S extends SignalName>(name: S, params: SignalParams<S>): void {
    for (const peer of this.#peers.values()) peer.signal(name, params);
  }

  #closeWhenEmpty(): void {
    clearTimeout(this.#emptyTimer);
    if (this.#closed || this.#joining > 0 || this.#peers.size > 0) return;
    this.#emptyTimer = setTimeout(() => this.#end('empty'), this.#keepEmpty);
  }
}
