/**
 * The table of methods: what a client may ask. Validation, the handler map, the client's call signatures and PROTOCOL.md all
 * come from it. A new method is one entry here and one handler in sessions/handlers/.
 */
import Type, { type Static, type TSchema } from 'typebox';
import { CheckReport } from './check.ts';
import { Grant, GrantChange, SourceWord } from './grant.ts';
import { Interest } from './interest.ts';
import { Data, MessageChannelWord, StreamId } from './messages.ts';
import { RoomSettingsChange } from './room-settings.ts';
import { RoomEventSchema, RoomState } from './room-state.ts';
import {
  DtlsParameters,
  IceParameters,
  IceServers,
  RtpCapabilities,
  RtpParameters,
  TransportInfo,
} from './rtp.ts';
import {
  ChatText,
  Closed,
  Id,
  MessageId,
  Passcode,
  PeerName,
  Pixels,
  ProducerId,
  ResumeToken,
  RoomName,
  RoomTitle,
  Time,
  Token,
  Uint32,
} from './shapes.ts';
import { Consumer, Quality, ReactionWord } from './signals.ts';
import type { ErrorReason } from './words.ts';

/** Who may call a method, once it is inside. What a call names is checked where it is done. */
export const permissions = {
  none: 'nobody is asked for one: it is not in a room yet',
  member: 'every peer',
  visible: 'peers that are not hidden',
  publish: 'visible peers whose `grant.canPublish`, and the room, allow the source',
  send: 'visible peers with `grant.canSend`',
  moderator: 'peers with `grant.moderator`',
} as const;
export type Permission = keyof typeof permissions;

interface Method {
  /** The state that a session must be in: before the join, after it, or either. */
  phase: 'connected' | 'joined' | 'any';
  permission: Permission;
  /** Tokens it takes from the session's rate limit (see `limits` in `hello`). */
  cost: number;
  params: TSchema;
  result: TSchema;
  /** The errors it can be answered with beyond those that every request can meet. */
  errors: readonly ErrorReason[];
  summary: string;
}

/** Of what makes something, or tells everybody something: five in a second, without end. */
const creating = 6;
const Nothing = Closed({});

export const Media = Closed(
  {
    generation: Type.Integer({ minimum: 1, description: "which incarnation of the peer's media this is" }),
    sendTransport: TransportInfo,
    recvTransport: TransportInfo,
    consumers: Type.Array(Consumer, {
      description: 'what the interest given in `join` already matches; paused until `startConsumers`',
    }),
    data: Type.Optional(
      Type.With(Data, { description: 'for messages; absent unless `join` asked for them' }),
    ),
  },
  { description: "A peer's transports and consumers on the server." },
);
export type Media = Static<typeof Media>;

/** What `join` and `resume` give alike. */
const seated = {
  peerId: Type.With(Id, { description: 'your own' }),
  grant: Type.With(Grant, { description: 'what you may do' }),
  resumeToken: Type.With(ResumeToken, {
    description: 'what you come back with when the socket is lost; another one each time',
  }),
  seatSeconds: Type.Number({ description: 'how long your seat is kept when the socket is lost' }),
  iceServers: IceServers,
};

/** At most this many names are told of a room that one is not in. */
export const maxPreviewed = 50;

export const methods = {
  preview: {
    phase: 'any',
    permission: 'none',
    cost: 3,
    summary: 'See who is in a room, without entering it. Joining stays as urgent as it was.',
    params: Closed({ room: RoomName, token: Type.Optional(Token) }),
    result: Closed({
      count: Type.Integer({ minimum: 0, description: 'how many are inside' }),
      names: Type.Array(PeerName, {
        description: `of those who came first, at most ${maxPreviewed}; none where the room is not open to everybody who asks`,
      }),
      title: Type.Union([RoomTitle, Type.Null()]),
      locked: Type.Boolean({ description: 'you would not be let in' }),
      passcode: Type.Boolean({ description: 'you would be asked for it' }),
      lobby: Type.Boolean({ description: 'you would have to wait' }),
      notBefore: Type.Union([Time, Type.Null()], { description: 'you would come too early until then' }),
    }),
    errors: ['not-permitted', 'token-required', 'token-invalid', 'token-expired', 'removed'],
  },
  probe: {
    phase: 'any',
    permission: 'none',
    cost: creating,
    summary:
      'Try a way to the media ports without entering a room: get a transport for two data channels that answer. It lives for a minute at most, and no longer than the session.',
    params: Closed({}),
    result: Closed({
      probeId: Id,
      transport: TransportInfo,
      data: Type.With(Data, {
        description:
          'its two data channels, each for both directions, see [checking a connection](#checking-a-connection)',
      }),
      iceServers: IceServers,
    }),
    errors: ['rate-limited', 'unavailable'],
  },
  connectProbe: {
    phase: 'any',
    permission: 'none',
    cost: 1,
    summary: 'Tell the DTLS parameters of a probe. Telling them again changes nothing.',
    params: Closed({ probeId: Id, dtlsParameters: DtlsParameters }),
    result: Nothing,
    errors: ['not-found', 'unavailable'],
  },
  closeProbe: {
    phase: 'any',
    permission: 'none',
    cost: 1,
    summary: 'End a probe. Ending one that is gone changes nothing.',
    params: Closed({ probeId: Id }),
    result: Nothing,
    errors: [],
  },
  reportCheck: {
    phase: 'any',
    permission: 'none',
    cost: creating,
    summary: 'Leave the report of a connection check for the operator, and get the id by which it is found.',
    params: Closed({ report: CheckReport }),
    result: Closed({ checkId: Id }),
    errors: ['rate-limited'],
  },
  join: {
    phase: 'connected',
    permission: 'none',
    cost: creating,
    summary:
      'Enter a room, which the first one to join creates, and get everything that is needed to send and receive.',
    params: Closed({
      room: RoomName,
      name: Type.Optional(
        Type.With(PeerName, {
          description: 'may be absent where the token has one, and does not count then',
        }),
      ),
      token: Type.Optional(Token),
      passcode: Type.Optional(Passcode),
      rtpCapabilities: Type.With(RtpCapabilities, { description: 'what the client can receive' }),
      interest: Type.With(Interest, { description: 'what it wants to receive at first' }),
      data: Type.Optional(
        Type.Boolean({ description: 'true: it takes part in [messages](#messages); default false' }),
      ),
    }),
    result: Closed({
      ...seated,
      state: Type.With(RoomState, { description: 'the room, yourself included; events follow from here' }),
      media: Media,
    }),
    errors: [
      'already-joined',
      'unavailable',
      'rate-limited',
      'not-permitted',
      'token-required',
      'token-invalid',
      'token-expired',
      'removed',
      'room-not-open',
      'room-locked',
      'room-full',
      'room-expired',
      'too-early',
      'passcode-required',
      'passcode-wrong',
      'refused',
    ],
  },
  resume: {
    phase: 'connected',
    permission: 'none',
    cost: creating,
    summary:
      'Come back to your seat after the socket was lost: the same peer, with its media as they are. Whatever socket it still has is closed, reason `resumed`.',
    params: Closed({
      resumeToken: Type.With(ResumeToken, { description: 'the latest that you were given' }),
      seq: Type.With(Uint32, { description: 'of the last event that you know' }),
    }),
    result: Closed({
      ...seated,
      events: Type.Array(RoomEventSchema, {
        description: 'what you missed, in order; empty where there is a `state`. Events follow from here',
      }),
      state: Type.Optional(
        Type.With(RoomState, {
          description: 'the room, in place of the one that you know: the server does not keep so many events',
        }),
      ),
      media: Closed({
        generation: Type.Integer({ minimum: 1, description: 'as in [Media](#media): which one this is of' }),
        consumers: Type.Array(
          Closed({
            ...Consumer.properties,
            started: Type.Boolean({ description: '`startConsumers` was called for it' }),
          }),
          {
            description: 'all that there are: build those that you do not have, drop those that are missing',
          },
        ),
      }),
    }),
    errors: ['already-joined', 'rate-limited', 'seat-gone'],
  },
  connectTransport: {
    phase: 'joined',
    permission: 'member',
    cost: 1,
    summary:
      "Give the client's DTLS parameters for one transport. Only the first count: any that follow change nothing.",
    params: Closed({
      transportId: Id,
      dtlsParameters: Type.With(DtlsParameters, {
        description: "the client's; `role`: the one that the client takes",
      }),
    }),
    result: Nothing,
    errors: ['not-found', 'unavailable'],
  },
  restartIce: {
    phase: 'joined',
    permission: 'member',
    cost: creating,
    summary:
      'Get new ICE parameters for one transport, after which the client checks its paths anew. Media flows on meanwhile.',
    params: Closed({ transportId: Id }),
    result: Closed({ iceParameters: IceParameters }),
    errors: ['not-found', 'unavailable'],
  },
  publish: {
    phase: 'joined',
    permission: 'publish',
    cost: creating,
    summary:
      'Publish a source over the send transport, under an id that the client chose. Needs no answer before media flows. The same publish again changes nothing.',
    params: Closed({
      producerId: ProducerId,
      source: SourceWord,
      rtpParameters: RtpParameters,
      paused: Type.Boolean({ description: 'true: muted from the start' }),
      width: Type.Optional(
        Type.With(Pixels, { description: 'video: of the full picture, so that the server knows its layers' }),
      ),
      height: Type.Optional(Type.With(Pixels, { description: 'the same' })),
    }),
    result: Nothing,
    errors: ['not-permitted', 'conflict', 'unsupported', 'unavailable'],
  },
  unpublish: {
    phase: 'joined',
    permission: 'member',
    cost: 1,
    summary: 'Stop publishing a producer.',
    params: Closed({ producerId: ProducerId }),
    result: Nothing,
    errors: ['not-found'],
  },
  pauseProducer: {
    phase: 'joined',
    permission: 'member',
    cost: 1,
    summary: 'Mute a producer for everyone: the server forwards nothing of it.',
    params: Closed({ producerId: ProducerId }),
    result: Nothing,
    errors: ['not-found', 'unavailable'],
  },
  resumeProducer: {
    phase: 'joined',
    permission: 'member',
    cost: 1,
    summary: 'Un-mute a producer. The server asks for the key frame that its receivers need.',
    params: Closed({ producerId: ProducerId }),
    result: Nothing,
    errors: ['not-permitted', 'not-found', 'unavailable'],
  },
  setInterest: {
    phase: 'joined',
    permission: 'member',
    cost: 1,
    summary: 'Replace the interest. Consumers follow in signals; declaring the same again changes nothing.',
    params: Closed({ interest: Interest }),
    result: Nothing,
    errors: [],
  },
  startConsumers: {
    phase: 'joined',
    permission: 'member',
    cost: 1,
    summary:
      'Say that the receiving side of these consumers is built: media may flow. All or, when one id is unknown, none.',
    params: Closed({
      consumerIds: Type.Array(Id, { minItems: 1, maxItems: 512, description: 'consumers of this peer' }),
    }),
    result: Nothing,
    errors: ['not-found', 'unavailable'],
  },
  setHand: {
    phase: 'joined',
    permission: 'visible',
    cost: creating,
    summary: 'Raise the hand, or lower it.',
    params: Closed({ raised: Type.Boolean() }),
    result: Nothing,
    errors: ['not-permitted'],
  },
  sendReaction: {
    phase: 'joined',
    permission: 'send',
    cost: 1,
    summary: 'Show a reaction to everyone, yourself included, for a moment. It is not kept.',
    params: Closed({ reaction: ReactionWord }),
    result: Nothing,
    errors: ['not-permitted', 'rate-limited'],
  },
  sendChat: {
    phase: 'joined',
    permission: 'send',
    cost: 1,
    summary: 'Say something in chat, under an id that the client chose. The same id again changes nothing.',
    params: Closed({ messageId: MessageId, text: ChatText }),
    result: Nothing,
    errors: ['not-permitted', 'conflict', 'rate-limited'],
  },
  reportQuality: {
    phase: 'joined',
    permission: 'visible',
    cost: 1,
    summary:
      'Tell how good this connection is, when that changes, so that others know why they see you badly.',
    params: Quality,
    result: Nothing,
    errors: ['not-permitted'],
  },
  publishData: {
    phase: 'joined',
    permission: 'send',
    cost: creating,
    summary:
      'Say on which SCTP stream of the send transport the messages of one channel will come. Send the first when this is answered. Again with another stream: that one replaces it.',
    params: Closed({
      channel: MessageChannelWord,
      streamId: Type.With(StreamId, {
        description: 'of a data channel that the client has opened, negotiated out of band',
      }),
    }),
    result: Nothing,
    errors: ['not-permitted', 'conflict', 'unsupported', 'unavailable'],
  },
  muteProducer: {
    phase: 'joined',
    permission: 'moderator',
    cost: 1,
    summary:
      'Mute what somebody else publishes, or ask for it. Whoever was muted can un-mute: to keep them from it, change the grant.',
    params: Closed({
      producerId: ProducerId,
      force: Type.Boolean({ description: 'true: at once; false: the peer is asked to' }),
    }),
    result: Nothing,
    errors: ['not-permitted', 'not-found', 'unavailable'],
  },
  stopProducer: {
    phase: 'joined',
    permission: 'moderator',
    cost: 1,
    summary: 'End what somebody publishes: a camera, a screen.',
    params: Closed({ producerId: ProducerId }),
    result: Nothing,
    errors: ['not-permitted', 'not-found'],
  },
  changeGrant: {
    phase: 'joined',
    permission: 'moderator',
    cost: creating,
    summary:
      'Change what a peer may do. What it publishes and may not any more ends. It holds for the identity as long as the room lives.',
    params: Closed({ peerId: Id, grant: GrantChange }),
    result: Nothing,
    errors: ['not-permitted', 'not-found'],
  },
  removePeer: {
    phase: 'joined',
    permission: 'moderator',
    cost: creating,
    summary:
      'Remove a peer. Its token and its identity are not let in again as long as the room lives. Where it came without a token, newcomers wait in the lobby from now on.',
    params: Closed({ peerId: Id }),
    result: Nothing,
    errors: ['not-permitted', 'not-found'],
  },
  admit: {
    phase: 'joined',
    permission: 'moderator',
    cost: 1,
    summary: 'Let in somebody who waits in the lobby.',
    params: Closed({ waitingId: Id }),
    result: Nothing,
    errors: ['not-permitted', 'not-found'],
  },
  refuse: {
    phase: 'joined',
    permission: 'moderator',
    cost: 1,
    summary: 'Send somebody away who waits in the lobby.',
    params: Closed({ waitingId: Id }),
    result: Nothing,
    errors: ['not-permitted', 'not-found'],
  },
  changeRoom: {
    phase: 'joined',
    permission: 'moderator',
    cost: creating,
    summary: 'Change how the room is set.',
    params: Closed({ settings: RoomSettingsChange }),
    result: Nothing,
    errors: ['not-permitted'],
  },
  endRoom: {
    phase: 'joined',
    permission: 'moderator',
    cost: creating,
    summary: 'End the room for everybody, yourself included: every socket closes with `room-closed`.',
    params: Nothing,
    result: Nothing,
    errors: ['not-permitted'],
  },
  leave: {
    phase: 'joined',
    permission: 'member',
    cost: 1,
    summary: 'Leave the room. The answer is followed by the close of the socket, reason `left`.',
    params: Nothing,
    result: Nothing,
    errors: [],
  },
} as const satisfies Record<string, Method>;

export type Methods = typeof methods;
export type MethodName = keyof Methods;
export type Params<M extends MethodName> = Static<Methods[M]['params']>;
export type Result<M extends MethodName> = Static<Methods[M]['result']>;
/** The methods that a session in the given phase may call. */
export type MethodIn<P extends Method['phase']> = {
  [M in MethodName]: Methods[M]['phase'] extends P ? M : never;
}[MethodName];

export function isMethod(name: string): name is MethodName {
  return Object.hasOwn(methods, name);
}

/** Tokens that a request takes from the rate limit, whether or not there is such a method. */
export function costOf(name: string): number {
  return isMethod(name) ? methods[name].cost : 1;
}
