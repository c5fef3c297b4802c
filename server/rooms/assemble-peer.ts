/**
 * Builds a peer of its parts, and joins each part to the room and to the peer's own news. Wiring only: what the parts do is in
 * their files, who is in the room is the room's affair.
 */
import { randomUUID } from 'node:crypto';
import type { Visitor } from '../auth/visitor.ts';
import type { Log } from '../log.ts';
import type { RtpCapabilities } from '../media/engine.ts';
import type { Grant } from '../protocol/grant.ts';
import type { Interest } from '../protocol/interest.ts';
import type { RoomChange, RoomState } from '../protocol/room-state.ts';
import type { Limits, SignalName, SignalParams } from '../protocol/signals.ts';
import type { GenerationCause } from '../protocol/words.ts';
import { FirstMedia } from './first-media.ts';
import { Generations } from './generations.ts';
import type { MessageBus } from './message-bus.ts';
import { Messaging } from './messaging.ts';
import { Peer, type PeerListener } from './peer.ts';
import type { PeerMedia } from './peer-media.ts';
import { mayChat, mayPublish, maySend, type Standing } from './permissions.ts';
import { Policing } from './policing.ts';
import { Presence } from './presence.ts';
import type { Publication } from './publication.ts';
import type { Publications } from './publications.ts';
import { Publishing } from './publishing.ts';
import type { Qualities } from './qualities.ts';
import type { RoomMedia } from './room-media.ts';
import { Subscriptions } from './subscriptions.ts';
import type { Telling } from './telling.ts';
import type { PeerTransition } from './transitions.ts';
import { followPaths } from './transport-path.ts';

export interface JoinRequest {
  visitor: Visitor;
  rtpCapabilities: RtpCapabilities;
  interest: Interest;
  /** It takes part in messages. */
  data: boolean;
  /** When it asked, of `performance.now()`; later by the time that it waited in a lobby. */
  askedAt: number;
}

/** What of a room the parts of its peers work with. */
export interface PeerHouse {
  readonly limits: Limits;
  readonly log: Log;
  readonly media: RoomMedia;
  readonly publications: Publications;
  readonly qualities: Qualities;
  readonly messages: MessageBus;
  readonly telling: Telling;
  /** Whether that peer has come in, and has not left. */
  isInside(peerId: string): boolean;
  /** As it is now. */
  state(): RoomState;
  change(change: RoomChange): void;
  /** To everybody in the room. */
  signal<S extends SignalName>(name: S, params: SignalParams<S>): void;
  shown(publication: Publication): void;
  interrupted(publication: Publication): void;
  carriedOn(publication: Publication): void;
  hidden(publication: Publication): void;
}

/** A peer that is not in the room yet. It owns `media`, its first generation. */
export function assemblePeer(
  house: PeerHouse,
  request: JoinRequest,
  grant: Grant,
  media: PeerMedia,
  listener: PeerListener,
): Peer {
  const { visitor, askedAt } = request;
  const peerId = randomUUID();
  // The parts speak to the peer that they are parts of, and ask what it may do when it does something.
  const self: Self = {
    peerId,
    media: () => generations.current,
    tell: (name, params) => peer.signal(name, params),
    standing: () => peer,
    happened: transition => house.telling.ofPeer(peer, transition),
  };
  const firstMedia = firstMediaOf(house, request, self);
  const generations = generationsOf(house, request, media, { self, firstMedia, peer: () => peer });
  const parts = {
    peerId,
    visitor,
    askedAt,
    grant,
    generations,
    publishing: publishingOf(
      house,
      self,
      policingOf(house, self, () => peer),
    ),
    subscriptions: subscriptionsOf(house, request, self, firstMedia),
    presence: presenceOf(house, self),
    messaging: messagingOf(house, self),
  };
  const peer: Peer = new Peer(parts, listener);
  return peer;
}

/** What each part is handed of its peer. */
interface Self {
  readonly peerId: string;
  readonly media: () => PeerMedia;
  readonly tell: <S extends SignalName>(name: S, params: SignalParams<S>) => void;
  readonly standing: () => Standing;
  /** For those who follow from outside. */
  readonly happened: (transition: PeerTransition) => void;
}

function firstMediaOf({ isInside }: PeerHouse, { askedAt }: JoinRequest, self: Self): FirstMedia {
  return new FirstMedia({
    isInside: () => isInside(self.peerId),
    onFirst: expected => self.happened({ type: 'firstMedia', took: performance.now() - askedAt, expected }),
  });
}

/** A new generation begins with what is received and the messages; what is published the client brings. */
function generationsOf(
  { media, log }: PeerHouse,
  { data }: JoinRequest,
  first: PeerMedia,
  { self, firstMedia, peer }: { self: Self; firstMedia: FirstMedia; peer: () => Peer },
): Generations {
  const onFailure = (error: unknown) => {
    log.warn({ peer: peer().peerId, err: error }, 'a generation could not begin');
    // With a router that died another one follows; otherwise its client would wait for ever.
    if (!media.router.closed) peer().close('media-lost');
  };
  const onBegun = async (cause: GenerationCause) => {
    const { subscriptions, messaging, media: current } = peer();
    await Promise.all([subscriptions.reconcile(), data && messaging.start()]);
    if (current.closed) return;
    peer().tellMediaRenewed();
    self.happened({ type: 'generationBegan', generation: current.generation, cause });
  };
  const onMade = (made: PeerMedia) =>
    followPaths(made, self.happened, transport => firstMedia.connected(transport));
  return new Generations({ first, data, router: () => media.ready(), onMade, onBegun, onFailure });
}

/** Asks the peer for what it is made of, when it is complete. */
function policingOf(
  { limits, publications, log }: PeerHouse,
  { happened }: Self,
  peer: () => Peer,
): Policing {
  return new Policing({
    limits,
    transport: () => peer().media.send,
    publications: () => publications.of(peer().peerId),
    pause: producerId => peer().publishing.setPaused(producerId, true, null),
    remove: producerId => peer().publishing.end(producerId, null),
    close: () => peer().close('protocol-error'),
    onOffence: (step, details) => happened({ type: 'offended', step, ...details }),
    onFailure: error => log.warn({ peer: peer().peerId, err: error }, 'a bitrate could not be limited'),
  });
}

function publishingOf(
  house: PeerHouse,
  { peerId, media, tell, standing, happened }: Self,
  policing: Policing,
): Publishing {
  return new Publishing(peerId, () => media().send, {
    publications: house.publications,
    most: house.limits.producersPerPeer,
    mayPublish: source => mayPublish(standing(), house.state().settings, source),
    change: house.change,
    muted: ({ source, paused }, by = peerId) =>
      happened(paused ? { type: 'producerPaused', source, by } : { type: 'producerResumed', source }),
    shown: publication => {
      house.shown(publication);
      policing.watch();
    },
    interrupted: house.interrupted,
    carriedOn: house.carriedOn,
    hidden: publication => {
      house.hidden(publication);
      policing.rest();
    },
    wanted: params => tell('layersWanted', params),
  });
}

function subscriptionsOf(
  { publications, media: roomMedia, log }: PeerHouse,
  { rtpCapabilities, interest }: JoinRequest,
  { peerId, media, tell, standing, happened }: Self,
  firstMedia: FirstMedia,
): Subscriptions {
  return new Subscriptions({
    transport: () => media().recv,
    rtpCapabilities,
    interest,
    others: () => (standing().grant.canSubscribe ? publications.othersOf(peerId) : []),
    canConsume: (id, capabilities) => roomMedia.router.canConsume(id, capabilities),
    onAdded: consumers => tell('consumersAdded', { consumers }),
    onRemoved: consumerIds => tell('consumersRemoved', { consumerIds }),
    onConsumer: consumer => firstMedia.follow(consumer),
    onLayers: ({ peerId: from, source }, params, repeated) => {
      const { layers, limit } = params;
      if (!repeated) happened({ type: 'layersChanged', from, source, layers, limit });
      tell('consumerLayers', params);
    },
    onFailure: error =>
      log.warn({ peer: peerId, err: error }, 'a consumer could not be brought to what is wanted'),
  });
}

function presenceOf(house: PeerHouse, { peerId, standing }: Self): Presence {
  return new Presence(peerId, {
    state: house.state,
    chatLimits: house.limits,
    mayChat: () => mayChat(standing(), house.state().settings),
    change: house.change,
    react: reaction => house.signal('reaction', { peerId, reaction }),
    quality: quality => house.qualities.report(peerId, quality),
  });
}

function messagingOf({ messages, limits, log }: PeerHouse, { peerId, media, tell, standing }: Self) {
  return new Messaging({
    peerId,
    media,
    bus: messages,
    limits: limits.data,
    maySend: () => maySend(standing()),
    onRefused: (channel, reason, count) => tell('messagesRefused', { channel, reason, count }),
    onLost: (channel, reason, count) => tell('messagesLost', { channel, reason, count }),
    onFailure: error => log.warn({ peer: peerId, err: error }, 'a flood of messages could not be held back'),
  });
}
