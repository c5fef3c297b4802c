/**
 * Why a message was not sent, as a word and a sentence. What happens to it after it was sent is told by the event `messageLost`.
 */
const sentences = {
  'too-large': 'The message is larger than the server allows.',
  'buffer-full': 'Earlier messages still wait to be sent; try again when the connection has caught up.',
  'rate-limited': 'Too many messages, or too many bytes of them, in a short time; try again later.',
  'bad-receivers': 'The receivers must be a list of 1 to 128 peer ids.',
  'not-supported': 'This room was joined without messages, or this browser has no data channels.',
  'not-permitted': 'You may not send messages here.',
  'not-connected': 'There is no connection that could carry the message.',
  ended: 'The call has ended.',
} as const;

export type MessageProblem = keyof typeof sentences;

export class MessageError extends Error {
  readonly reason: MessageProblem;

  constructor(reason: MessageProblem, cause?: unknown) {
    super(sentences[reason], { cause });
    this.name = 'MessageError';
    this.reason = reason;
  }
}

export function asMessageError(thrown: unknown, otherwise: MessageProblem): MessageError {
  return thrown instanceof MessageError ? thrown : new MessageError(otherwise, thrown);
}
