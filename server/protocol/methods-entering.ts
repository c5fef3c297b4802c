/** Coming in, coming back, and leaving. Entries of the table in methods.ts. */
import Type from 'typebox';
import { Grant } from './grant.ts';
import { Interest } from './interest.ts';
import { Consumer, Media } from './media.ts';
import { creating, type Method, Nothing } from './method.ts';
import { RoomEventSchema, RoomState } from './room-state.ts';
import { IceServers, RtpCapabilities } from './rtp.ts';
import {
  Closed,
  Id,
  Passcode,
  PeerName,
  ResumeToken,
  RoomName,
  RoomTitle,
  Time,
  Token,
  Uint32,
} from './shapes.ts';

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

export const entering = {
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
      'busy',
      'draining',
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
