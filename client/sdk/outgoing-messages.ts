/**
 * What an application sends: checked against the server's limits before it leaves, so that what cannot arrive is an error here and
 * not a loss later. Outlives media generations.
 */
import type { DataLimits } from '#protocol/messages.ts';
import { type SealedMessage, sealMessage } from './message-envelope.ts';
import { MessageError } from './message-error.ts';

export interface MessageOptions {
  /** false: at once, unordered and never a second time, for what is outdated soon. Default: in order and without loss. */
  ordered?: boolean;
  /** Peer ids. Default: everybody else in the room. */
  to?: readonly string[];
}

/** Hands a message to the media of the moment. Rejects with MessageError. */
export type SendMessage = (message: SealedMessage, ordered: boolean) => Promise<void>;

// Messages that were sent at an even pace can arrive in a heap: half of the server's burst is left for that.
const ownShare = 0.5;

export class OutgoingMessages {
  readonly #limits: DataLimits;
  readonly #send: SendMessage;
  #messages: number;
  #bytes: number;
  #filledAt = performance.now();

  constructor(limits: DataLimits, send: SendMessage) {
    this.#limits = limits;
    this.#send = send;
    this.#messages = limits.messages * ownShare;
    this.#bytes = limits.bytes * ownShare;
  }

  /** Rejects with MessageError. */
  async send(data: string | Uint8Array, { ordered = true, to }: MessageOptions = {}): Promise<void> {
    const message = sealMessage(data, to, this.#limits.messageBytes);
    this.#fill();
    if (this.#messages < 1 || this.#bytes < message.bytes) throw new MessageError('rate-limited');
    this.#messages -= 1;
    this.#bytes -= message.bytes;
    await this.#send(message, ordered);
  }

  #fill(): void {
    const { messages, messagesPerSecond, bytes, bytesPerSecond } = this.#limits;
    const now = performance.now();
    const seconds = (now - this.#filledAt) / 1000;
    this.#filledAt = now;
    this.#messages = Math.min(messages * ownShare, this.#messages + seconds * messagesPerSecond);
    this.#bytes = Math.min(bytes * ownShare, this.#bytes + seconds * bytesPerSecond);
  }
}
