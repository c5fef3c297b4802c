/**
 * The table of notifications: `hello`, `event` (one entry of the room's log) and the signals, which have no `seq` and concern only their receiver.
 * A droppable signal may be skipped on a connection that does not keep up: the next one of its kind makes up for it.
 */
import Type, { type Static, type TSchema } from 'typebox';
import { Grant } from './grant.ts';
import { Consumer, Media } from './media.ts';
import { DataLimits, messagesLost, messagesRefused } from './messages.ts';
import { RoomEventSchema } from './room-state.ts';
import { IceServers, Layers, RtpCapabilities } from './rtp.ts';
import { Closed, Id, Identity, OneOf, PeerName, ProducerId, Time, Token } from './shapes.ts';
import { layerLimits, qualityLevels, qualityLimits, reactions } from './words.ts';

interface Signal {
  droppable: boolean;
  params: TSchema;
  summary: string;
}

export const ReactionWord = OneOf(reactions);

export const Quality = Closed(
  {
    level: OneOf(qualityLevels),
    limit: Type.Union([OneOf(qualityLimits), Type.Null()], {
      description:
        "what keeps it from being good: the peer's way up, its way down, its computer, or that there is no path at the moment",
    }),
  },
  {
    description:
      "How well a peer's connection carries what it sends and wants to receive, by its own account.",
  },
);
export type Quality = Static<typeof Quality>;

const PeerQuality = Closed({ peerId: Id, ...Quality.properties });

/** At most this many wait in the lobby of one room. */
export const maxWaiting = 100;

export const Waiting = Closed(
  {
    waitingId: Id,
    name: PeerName,
    identity: Type.Union([Identity, Type.Null()], { description: '`null`: it came without a token' }),
    since: Time,
  },
  { description: 'Somebody who waits to be let in.' },
);
export type Waiting = Static<typeof Waiting>;

export const Limits = Closed(
  {
    messageBytes: Type.Integer({
      description: 'longest frame that a client may send; a longer one closes the socket with code 1009',
    }),
    joinSeconds: Type.Number({
      description: 'a socket that has not joined by then is closed, reason `timeout`',
    }),
    requestTokens: Type.Integer({ description: 'a session has so many tokens; each request takes its cost' }),
    requestTokensPerSecond: Type.Integer({ description: 'and gets so many back each second' }),
    producersPerPeer: Type.Integer({ description: 'at most one for each source' }),
    audioKbps: Type.Integer({
      description:
        'what a microphone, or the sound of a screen, may send, in kbit/s; see [bitrates](#bitrates)',
    }),
    videoKbps: Type.Integer({ description: 'the same for a camera or a screen, all its layers together' }),
    chatBytes: Type.Integer({ description: 'longest chat message, in bytes of UTF-8' }),
    chatMessages: Type.Integer({ description: 'a peer may send so many chat messages at once' }),
    chatMessagesPerSecond: Type.Integer({ description: 'and gets so many back each second' }),
    data: DataLimits,
  },
  { description: 'What the server allows one session.' },
);
export type Limits = Static<typeof Limits>;

export const signals = {
  hello: {
    droppable: false,
    summary: 'The first frame on every socket: what a client must know before it joins.',
    params: Closed({
      server: Type.String({ description: 'name and version of the server' }),
      routerRtpCapabilities: Type.With(RtpCapabilities, { description: 'what rooms can carry' }),
      limits: Limits,
    }),
  },
  event: {
    droppable: false,
    summary: 'One entry of the log of the room, in order, without gaps.',
    params: RoomEventSchema,
  },
  waiting: {
    droppable: false,
    summary:
      'Before the answer to `join`: you are in the lobby, until a moderator lets you in or refuses. Said again with every ping, as nothing else comes meanwhile.',
    params: Closed({}),
  },
  lobby: {
    droppable: false,
    summary: 'To moderators: who waits to be let in, whenever that changes.',
    params: Closed({
      waiting: Type.Array(Waiting, { maxItems: maxWaiting, description: 'who waits longest first' }),
    }),
  },
  muteAsked: {
    droppable: false,
    summary: 'A moderator asks you to mute a source. Nothing has changed: that is yours to do.',
    params: Closed({
      producerId: ProducerId,
      by: Type.Union([Id, Type.Null()], { description: '`null`: the HTTP API' }),
    }),
  },
  grant: {
    droppable: false,
    summary: 'To hidden peers, which are in no event: what you may do has changed.',
    params: Closed({ grant: Grant }),
  },
  token: {
    droppable: false,
    summary: 'A fresh token of yours, before the old one expires: the one to join with from now on.',
    params: Closed({ token: Token, expires: Time }),
  },
  iceServers: {
    droppable: false,
    summary:
      'Fresh credentials for the TURN servers, before the old ones expire: what to use from now on (`setConfiguration`).',
    params: Closed({ iceServers: IceServers, expires: Time }),
  },
  mediaLost: {
    droppable: false,
    summary:
      'What carried your media has failed, and all of that generation is gone. The room goes on: `mediaRenewed` follows as soon as there is another. Until then requests about media are answered with `unavailable`.',
    params: Closed({ generation: Type.Integer({ minimum: 1 }) }),
  },
  mediaRenewed: {
    droppable: false,
    summary:
      'Another generation of your media, in place of the one that you have: build your side as after `join`, and publish again what you publish, under the same ids. What you want to receive the server knows. One that you have already changes nothing.',
    params: Media,
  },
  draining: {
    droppable: false,
    summary:
      'The server is about to be restarted and lets nobody else in. Told once, and again after a `resume`. At the end the socket is closed, reason `shutdown`.',
    params: Closed({
      seconds: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()], {
        description: 'how long it still waits for calls to end; `null`: until they have',
      }),
    }),
  },
  consumersAdded: {
    droppable: false,
    summary:
      'The server began to consume for you what your interest matches. Build the receiving side, then call `startConsumers`.',
    params: Closed({ consumers: Type.Array(Consumer, { description: 'paused until `startConsumers`' }) }),
  },
  consumersRemoved: {
    droppable: false,
    summary: 'These consumers are gone: the producer ended, or your interest no longer matches it.',
    params: Closed({ consumerIds: Type.Array(Id) }),
  },
  consumerLayers: {
    droppable: false,
    summary:
      'The layers now sent of a simulcast or SVC consumer, whenever they or what limits them change. `null`: nothing is sent.',
    params: Closed({
      consumerId: Id,
      layers: Type.Union([Layers, Type.Null()]),
      limit: Type.Union([OneOf(layerLimits), Type.Null()], {
        description:
          'why it is less than the tile deserves: `network`, your connection carries no more; `publisher`, no more is sent by the other side; `null`: it is not less, or not wanted',
      }),
    }),
  },
  layersWanted: {
    droppable: false,
    summary:
      'How much of a video that you publish anybody receives: encode no more than that. More is said at once, less after a moment.',
    params: Closed({
      producerId: ProducerId,
      spatialLayer: Type.Union([Type.Integer({ minimum: 0, maximum: 7 }), Type.Null()], {
        description: 'the highest spatial layer that is wanted; `null`: nobody wants any',
      }),
    }),
  },
  qualities: {
    droppable: false,
    summary:
      'Whose connection is not good, at most twice a second. Whoever is not in the list has a good one. Of a peer whose socket has been gone for 5 s, or from whom nothing has come for 10 s on socket and media alike, the server says `poor`, `interrupted`.',
    params: Closed({ peers: Type.Array(PeerQuality) }),
  },
  reaction: {
    droppable: true,
    summary: 'A peer, perhaps yourself, shows something for a moment.',
    params: Closed({ peerId: Id, reaction: ReactionWord }),
  },
  messagesRefused: {
    droppable: false,
    summary: 'The server did not pass on messages that you sent. Told at once, then at most once a second.',
    params: messagesRefused,
  },
  messagesLost: {
    droppable: false,
    summary: 'Messages for you could not be delivered. Told at once, then at most once a second.',
    params: messagesLost,
  },
  speakers: {
    droppable: true,
    summary: 'Who is heard, about three times a second while somebody speaks and once when it falls silent.',
    params: Closed({
      dominant: Type.Union([Id, Type.Null()], {
        description:
          'peer id of the one who has the floor: of the last speaker until another takes it or a mute ends it; yourself included',
      }),
      levels: Type.Array(
        Closed({
          peerId: Id,
          source: OneOf(['microphone', 'screen-audio']),
          volume: Type.Integer({ minimum: -127, maximum: 0, description: 'dBov (RFC 6464)' }),
        }),
        { description: 'the loudest, loudest first; empty: silence' },
      ),
    }),
  },
} as const satisfies Record<string, Signal>;

export type Signals = typeof signals;
export type SignalName = keyof Signals;
export type SignalParams<S extends SignalName> = Static<Signals[S]['params']>;
