/**
 * What became of messages that did not arrive, as a word and a sentence.
 */
import type { SignalParams } from '#protocol/signals.ts';
import { type MessageLoss, type MessageRefusal, messageLosses, messageRefusals } from '#protocol/words.ts';

export interface MessageLost {
  /** `sent`: yours, which the server did not pass on. `received`: of others, meant for you. */
  direction: 'sent' | 'received';
  ordered: boolean;
  reason: MessageRefusal | MessageLoss;
  sentence: string;
  /** Messages since this was last told; 0: nobody can tell how many. */
  count: number;
}

export function lostByServer({ channel, reason, count }: SignalParams<'messagesRefused'>): MessageLost {
  const sentence = messageRefusals[reason] ?? 'The server did not pass the message on.';
  return { direction: 'sent', ordered: channel === 'ordered', reason, sentence, count };
}

export function lostOnTheWay({ channel, reason, count }: SignalParams<'messagesLost'>): MessageLost {
  const sentence = messageLosses[reason] ?? 'The message could not be delivered.';
  return { direction: 'received', ordered: channel === 'ordered', reason, sentence, count };
}
