/**
 * The chat of one call beyond what the room's state has: what is on its way or could not be sent, and how much nobody here has read.
 * Knows neither the page nor the room: it is handed what sends.
 */
import { signal } from '@preact/signals';
import { type ChatMessage, newRandomId, RequestError } from '../../sdk/index.ts';
import { typedText } from '../typed-text.ts';

/** Why a message was not sent. */
export type ChatProblem = 'tooLong' | 'tooFast' | 'failed';

export interface Outgoing {
  messageId: string;
  text: string;
  /** Milliseconds since 1970, clock of this computer. */
  at: number;
  /** null: on its way. */
  problem: ChatProblem | null;
}

/** Bytes of UTF-8, as the server allows; a test compares them. */
export const maxChatBytes = 4096;

export function chatBytes(text: string): number {
  return new TextEncoder().encode(typedText(text)).length;
}

export class ChatLog {
  readonly outgoing = signal<readonly Outgoing[]>([]);
  /** Messages of others since the chat was last in sight. What was said before this call does not count. */
  readonly unread = signal(0);
  readonly #sendChat: (text: string, messageId: string) => Promise<void>;
  #inSight = false;

  constructor(sendChat: (text: string, messageId: string) => Promise<void>) {
    this.#sendChat = sendChat;
  }

  get inSight(): boolean {
    return this.#inSight;
  }

  /** Whether the reader sees what is said. */
  setInSight(inSight: boolean): void {
    this.#inSight = inSight;
    if (inSight) this.unread.value = 0;
  }

  /** Shown at once, whether or not it can be sent. Nothing happens when there is nothing to say. */
  send(typed: string): void {
    const text = typedText(typed);
    if (text === '') return;
    const messageId = newRandomId();
    this.outgoing.value = [...this.outgoing.value, { messageId, text, at: Date.now(), problem: null }];
    void this.#deliver(messageId, text);
  }

  /** Under the same id: what did arrive after all is not said twice. */
  retry({ messageId, text }: Outgoing): void {
    this.#mark(messageId, null);
    void this.#deliver(messageId, text);
  }

  discard(messageId: string): void {
    this.outgoing.value = this.outgoing.value.filter(message => message.messageId !== messageId);
  }

  /** Something was said, perhaps by this person. */
  heard({ messageId }: Pick<ChatMessage, 'messageId'>, own: boolean): void {
    if (own) this.discard(messageId);
    else if (!this.#inSight) this.unread.value += 1;
  }

  /** Without events what was said is another: more than before, or nothing any more. */
  replaced(before: readonly ChatMessage[], now: readonly ChatMessage[]): void {
    const known = new Set(before.map(({ messageId }) => messageId));
    const own = new Set(this.outgoing.value.map(({ messageId }) => messageId));
    const fresh = now.filter(({ messageId }) => !known.has(messageId) && !own.has(messageId));
    const goesOn = now.some(({ messageId }) => known.has(messageId));
    this.unread.value = this.#inSight ? 0 : (goesOn ? this.unread.value : 0) + fresh.length;
    for (const { messageId } of now) this.discard(messageId);
  }

  async #deliver(messageId: string, text: string): Promise<void> {
    try {
      await this.#sendChat(text, messageId);
      // Normally gone already: the event comes before the answer. One that was said long ago has no event any more.
      this.discard(messageId);
    } catch (error) {
      this.#mark(messageId, problemOf(error));
    }
  }

  #mark(messageId: string, problem: ChatProblem | null): void {
    this.outgoing.value = this.outgoing.value.map(message =>
      message.messageId === messageId ? { ...message, problem } : message,
    );
  }
}

function problemOf(error: unknown): ChatProblem {
  if (!(error instanceof RequestError)) return 'failed';
  if (error.reason === 'rate-limited') return 'tooFast';
  return error.reason === 'invalid-params' ? 'tooLong' : 'failed';
}
