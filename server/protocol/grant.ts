/**
 * Schemas of what somebody may do: the grant that a peer has in a room, and the wider one that a token carries. What follows from
 * them is decided in rooms/permissions.ts.
 */
import Type, { type Static } from 'typebox';
import { Closed, OneOf } from './shapes.ts';
import { sources } from './words.ts';

export const SourceWord = OneOf(sources, {
  description: 'What a producer carries; `microphone` and `screen-audio` are audio, the others video',
});

const Sources = Type.Array(SourceWord, { maxItems: sources.length });

const granted = {
  canPublish: Type.With(Sources, { description: 'the sources it may publish, where the room lets it' }),
  canSubscribe: Type.Boolean({ description: 'it may receive media' }),
  canSend: Type.Boolean({ description: 'it may say something: chat, reactions, messages' }),
  moderator: Type.Boolean({ description: 'it may decide for others, and for the room' }),
};

export const Grant = Closed(granted, { description: 'What a peer may do in its room.' });
export type Grant = Static<typeof Grant>;

export const GrantChange = Closed(
  {
    canPublish: Type.Optional(granted.canPublish),
    canSubscribe: Type.Optional(granted.canSubscribe),
    canSend: Type.Optional(granted.canSend),
    moderator: Type.Optional(granted.moderator),
  },
  { description: 'What is to change in a grant; the rest stays.' },
);
export type GrantChange = Static<typeof GrantChange>;

export const TokenGrant = Closed(
  {
    canPublish: Type.Optional(
      Type.Union([Type.Boolean(), Sources], { description: 'which sources; `true`, or absent: all' }),
    ),
    canSubscribe: Type.Optional(Type.Boolean({ description: 'absent: true' })),
    canSend: Type.Optional(Type.Boolean({ description: 'absent: true' })),
    moderator: Type.Optional(Type.Boolean({ description: 'absent: false, like all below' })),
    hidden: Type.Optional(
      Type.Boolean({ description: 'it is in no list, and can neither publish nor say anything' }),
    ),
    roomCreate: Type.Optional(
      Type.Boolean({ description: 'it may open the room by joining; moderators may anyway' }),
    ),
    admin: Type.Optional(Type.Boolean({ description: 'it may use the HTTP API, and is a moderator' })),
  },
  { description: 'What a token lets its bearer do.' },
);
export type TokenGrant = Static<typeof TokenGrant>;
