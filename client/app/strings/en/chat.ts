/**
 * The sentences of the chat.
 */
import type { ChatProblem } from '../../panels/chat-log.ts';

const problems: Record<ChatProblem, string> = {
  tooLong: 'This message is too long. Please shorten it.',
  tooFast: 'Not sent: too many messages at once.',
  failed: 'Not sent.',
};

export const chat = {
  title: 'Chat',
  messages: 'Messages',
  empty:
    'Nothing was said yet. Everyone in this room can read what you write, and so can those who come later.',
  you: 'You',
  field: 'Message to everyone',
  send: 'Send message',
  newMessages: 'New messages',
  retry: 'Try again',
  discard: 'Discard',
  problems,
  news: (name: string, message: string) => `${name}: ${message}`,
};
