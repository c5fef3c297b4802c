/** What a peer shows and says of itself. Entries of the table in methods.ts. */
import Type from 'typebox';
import { creating, type Method, Nothing } from './method.ts';
import { ChatText, Closed, MessageId } from './shapes.ts';
import { Quality, ReactionWord } from './signals.ts';

export const presence = {
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
} as const satisfies Record<string, Method>;
