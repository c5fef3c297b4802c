/**
 * One room: its peers, its log, what is published in it, and the router that carries it. Closes when it has been empty for a
 * while, when its router dies, or when the registry says so.
 */
import { randomUUID } from 'node:crypto';
import { RequestError } from '../errors.ts';
import { GoneError } from '../lib/adopt.ts';
import type { Log } from '../log.ts';
import type { RtpCapabilities } from '../media/engine.ts';
import type { RoomRouter } from '../media/room-router.ts';
import type { Interest } from '../protocol/interest.ts';
import type { DataLimits } from '../protocol/messages.ts';
import type { RoomChange, RoomEvent, RoomState } from '../protocol/room-state.ts';
import type { SignalName, SignalParams } from '../protocol/signals.ts';
import { type CloseReason, kindOf } from '../protocol/words.ts';
import { MessageBus } from './message-bus.ts';
import { Messaging } from './messaging.ts';
import { Peer } from './peer.ts';
import { PeerMedia } from './peer-media.ts';
import { type ChatLimits, Presence } from './presence.ts';
import type { Publication } from './publication.ts';
import { Publications } from './publications.ts';
import { Publishing } from './publishing.ts';
import { Qualities } from './qualities.ts';
import { RoomLog } from './room-log.ts';
import { speakersSignal } from './speakers-signal.ts';
import { Subscriptions } from './subscriptions.ts';

export interface JoinRequest {
  name: string;
  rtpCapabilities: RtpCapabilities;
  interest: Interest;
  /** It takes part in messages. */
  data: boolean;
}

export interface RoomOptions {
  name: string;
  router: RoomRouter;
  /** How long an empty room is kept, in milliseconds. */
  keepEmpty: number;
  chatLimits: ChatLimits;
  /** What one peer may send in messages. */
  dataLimits: DataLimits;
  log: Log;
  onClosed: () => void;
}

export class Room {
  readonly name: string;
  readonly #router: RoomRouter;
  readonly #keepEmpty: number;
  readonly #chatLimits: ChatLimits;
  readonly #log: Log;
  readonly #onClosed: () => void;
  readonly #peers = new Map<string, Peer>();
  readonly #publications = new Publications();
  readonly #qualities = new Qualities(params => this.#signal('qualities', params));
  readonly #events: RoomLog;
  readonly #messages: MessageBus;
  readonly #dataLimits: DataLimits;
  /** Events that not everybody has been told of, the one that is being told first. */
  readonly #untold: RoomEvent[] = [];
  #joining = 0;
  #emptyTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor({ name, router, keepEmpty, chatLimits, dataLimits, log, onClosed }: RoomOptions) {
    this.name = name;
    this.#router = router;
    this.#keepEmpty = keepEmpty;
    this.#chatLimits = chatLimits;
    this.#log = log;
    this.#onClosed = onClosed;
    this.#events = new RoomLog(name);
    this.#messages = new MessageBus(() => router.data);
    this.#dataLimits = dataLimits;
    router.observer.once('close', () => this.close('media-lost'));
    router.onSpeakers(report => this.#signal('speakers', speakersSignal(report, this.#publications)));
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
      const peer = this.#createPeer(request, media);
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

  #end(reason: CloseReason | 'empty'): void {
    this.#closed = true;
    clearTimeout(this.#emptyTimer);
    this.#qualities.close();
    this.#router.close();
    this.#log.info({ reason }, 'room closed');
    this.#onClosed();
  }

  #createPeer({ name, rtpCapabilities, interest }: JoinRequest, media: PeerMedia): Peer {
    const peerId = randomUUID();
    const log = this.#log.child({ peer: peerId });
    const publishing = new Publishing(peerId, media.send, {
      publications: this.#publications,
      change: change => this.#append(change),
      shown: publication => this.#shown(publication),
      hidden: publication => this.#hidden(publication),
      wanted: params => peer.signal('layersWanted', params),
    });
    const subscriptions = new Subscriptions({
      transport: media.recv,
      rtpCapabilities,
      interest,
      others: () => this.#publications.othersOf(peerId),
      canConsume: (id, capabilities) => this.#router.canConsume(id, capabilities),
      onAdded: consumers => peer.signal('consumersAdded', { consumers }),
      onRemoved: consumerIds => peer.signal('consumersRemoved', { consumerIds }),
      onLayers: params => peer.signal('consumerLayers', params),
      onFailure: error => log.warn({ err: error }, 'a consumer could not be brought to what is wanted'),
    });
    const presence = this.#presenceOf(peerId);
    const messaging = new Messaging({
      peerId,
      media,
      bus: this.#messages,
      limits: this.#dataLimits,
      onRefused: (channel, reason, count) => peer.signal('messagesRefused', { channel, reason, count }),
      onLost: (channel, reason, count) => peer.signal('messagesLost', { channel, reason, count }),
      onFailure: error => log.warn({ err: error }, 'a flood of messages could not be held back'),
    });
    const peer: Peer = new Peer(
      { peerId, name, media, publishing, subscriptions, presence, messaging },
      reason => this.#left(peer, reason),
    );
    return peer;
  }

  #presenceOf(peerId: string): Presence {
    return new Presence(peerId, {
      state: () => this.state,
      chatLimits: this.#chatLimits,
      change: change => this.#append(change),
      react: reaction => this.#signal('reaction', { peerId, reaction }),
      quality: quality => this.#qualities.report(peerId, quality),
    });
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
