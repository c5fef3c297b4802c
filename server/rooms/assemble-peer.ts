/**
 * Builds a peer of its parts, and joins each part to the room and to the peer's own news. Wiring only: what the parts do is in
 * their files, who is in the room is the room's affair.
 */
import { randomUUID } from 'node:crypto';
import type { Log } from '../log.ts';
import type { RtpCapabilities } from '../media/engine.ts';
import type { RoomRouter } from '../media/room-router.ts';
import type { Interest } from '../protocol/interest.ts';
import type { RoomChange, RoomState } from '../protocol/room-state.ts';
import type { Limits, SignalName, SignalParams } from '../protocol/signals.ts';
import type { CloseReason } from '../protocol/words.ts';
import type { MessageBus } from './message-bus.ts';
import { Messaging } from './messaging.ts';
import { Peer } from './peer.ts';
import type { PeerMedia } from './peer-media.ts';
import { Presence } from './presence.ts';
import type { Publication } from './publication.ts';
import type { Publications } from './publications.ts';
import { Publishing } from './publishing.ts';
import type { Qualities } from './qualities.ts';
import { Subscriptions } from './subscriptions.ts';

export interface JoinRequest {
  name: string;
  rtpCapabilities: RtpCapabilities;
  interest: Interest;
  /** It takes part in messages. */
  data: boolean;
}

/** What of a room the parts of its peers work with. */
export interface PeerHouse {
  readonly limits: Limits;
  readonly log: Log;
  readonly router: RoomRouter;
  readonly publications: Publications;
  readonly qualities: Qualities;
  readonly messages: MessageBus;
  state(): RoomState;
  change(change: RoomChange): void;
  /** To everybody in the room. */
  signal<S extends SignalName>(name: S, params: SignalParams<S>): void;
  shown(publication: Publication): void;
  hidden(publication: Publication): void;
}

/** A peer that is not in the room yet. It owns `media`. `onClosed` is called once, when it is closed. */
export function assemblePeer(
  house: PeerHouse,
  request: JoinRequest,
  media: PeerMedia,
  onClosed: (reason: CloseReason) => void,
): Peer {
  const peerId = randomUUID();
  // What the parts have to say is for the peer that they are parts of.
  const tell: Tell = (name, params) => peer.signal(name, params);
  const parts = {
    peerId,
    name: request.name,
    media,
    publishing: publishingOf(house, peerId, media, tell),
    subscriptions: subscriptionsOf(house, peerId, request, media, tell),
    presence: presenceOf(house, peerId),
    messaging: messagingOf(house, peerId, media, tell),
  };
  const peer: Peer = new Peer(parts, onClosed);
  return peer;
}

type Tell = <S extends SignalName>(name: S, params: SignalParams<S>) => void;

function publishingOf(house: PeerHouse, peerId: string, media: PeerMedia, tell: Tell): Publishing {
  return new Publishing(peerId, media.send, {
    publications: house.publications,
    change: house.change,
    shown: house.shown,
    hidden: house.hidden,
    wanted: params => tell('layersWanted', params),
  });
}

function subscriptionsOf(
  { publications, router, log }: PeerHouse,
  peerId: string,
  { rtpCapabilities, interest }: JoinRequest,
  media: PeerMedia,
  tell: Tell,
): Subscriptions {
  return new Subscriptions({
    transport: media.recv,
    rtpCapabilities,
    interest,
    others: () => publications.othersOf(peerId),
    canConsume: (id, capabilities) => router.canConsume(id, capabilities),
    onAdded: consumers => tell('consumersAdded', { consumers }),
    onRemoved: consumerIds => tell('consumersRemoved', { consumerIds }),
    onLayers: params => tell('consumerLayers', params),
    onFailure: error =>
      log.warn({ peer: peerId, err: error }, 'a consumer could not be brought to what is wanted'),
  });
}

function presenceOf(house: PeerHouse, peerId: string): Presence {
  return new Presence(peerId, {
    state: house.state,
    chatLimits: house.limits,
    change: house.change,
    react: reaction => house.signal('reaction', { peerId, reaction }),
    quality: quality => house.qualities.report(peerId, quality),
  });
}

function messagingOf({ messages, limits, log }: PeerHouse, peerId: string, media: PeerMedia, tell: Tell) {
  return new Messaging({
    peerId,
    media,
    bus: messages,
    limits: limits.data,
    onRefused: (channel, reason, count) => tell('messagesRefused', { channel, reason, count }),
    onLost: (channel, reason, count) => tell('messagesLost', { channel, reason, count }),
    onFailure: error => log.warn({ peer: peerId, err: error }, 'a flood of messages could not be held back'),
  });
}
