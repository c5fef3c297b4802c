/**
 * What the HTTP API tells of rooms and peers, and is asked for of tokens. Knows no route.
 */
import Type, { type Static } from 'typebox';
import { TokenGrant } from './grant.ts';
import { RoomSettings } from './room-settings.ts';
import { PeerState } from './room-state.ts';
import { Closed, Id, Identity, OneOf, PeerName, RoomName, Time } from './shapes.ts';

const maxTokenSeconds = 30 * 86_400;

export const RoomInfo = Closed(
  {
    room: RoomName,
    roomId: Type.Union([Id, Type.Null()], {
      description: 'of the life that the room lives now; `null`: nobody has opened it yet, or again',
    }),
    created: OneOf(['api', 'join'], { description: 'by the API: it is there until it is deleted' }),
    openedAt: Type.Union([Time, Type.Null()], { description: '`null` where `roomId` is' }),
    peers: Type.Integer({ minimum: 0, description: 'how many are inside, hidden ones included' }),
    waiting: Type.Integer({ minimum: 0, description: 'how many are in the lobby' }),
    settings: RoomSettings,
  },
  { description: 'A room, as the API tells of it.' },
);
export type RoomInfo = Static<typeof RoomInfo>;

export const PeerInfo = Closed(
  { ...PeerState.properties, hidden: Type.Boolean({ description: 'the others do not see it' }) },
  { description: 'A peer, as the API tells of it.' },
);
export type PeerInfo = Static<typeof PeerInfo>;

export const TokenWish = Closed(
  {
    identity: Identity,
    name: Type.Optional(PeerName),
    room: Type.Optional(
      Type.With(RoomName, {
        description:
          'name of a room, or a pattern: `*` stands for any characters. Absent: all, with `grant.admin` only',
      }),
    ),
    grant: Type.Optional(TokenGrant),
    seconds: Type.Optional(
      Type.Integer({ minimum: 1, maximum: maxTokenSeconds, description: "absent: the server's usual" }),
    ),
    notBefore: Type.Optional(Type.With(Time, { description: 'from when on it is valid; absent: at once' })),
  },
  { description: 'What a new token is to say.' },
);
export type TokenWish = Static<typeof TokenWish>;
