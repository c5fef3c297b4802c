/**
 * What goes out on one socket, and the rule for a reader that does not keep up: droppable signals are skipped first, then
 * the session is given up. Knows nothing of what the frames mean.
 */
import type { ServerFrame } from '../protocol/jsonrpc.ts';
import type { Socket } from './socket.ts';

/** Bytes that a reader may leave unread. */
export interface UnreadLimits {
  /** From there on droppable signals are skipped. Of one frame no more count: the answer to a join can be longer in a large room, and is nobody's fault. */
  readonly unreadDropBytes: number;
  /** From there on it is given up. */
  readonly unreadCloseBytes: number;
}

export class Outbox {
  readonly #socket: Socket;
  readonly #limits: UnreadLimits;
  readonly #onSlow: () => void;
  /** Bytes of the longest frame that may still be unread which do not count. */
  #excused = 0;
  #closed = false;

  /** `onSlow` is called at most once. */
  constructor(socket: Socket, limits: UnreadLimits, onSlow: () => void) {
    this.#socket = socket;
    this.#limits = limits;
    this.#onSlow = onSlow;
  }

  send(frame: ServerFrame): void {
    if (this.#closed) return;
    const { unreadDropBytes, unreadCloseBytes } = this.#limits;
    const text = textOf(frame);
    if (this.#socket.bufferedAmount <= unreadDropBytes) this.#excused = 0;
    this.#excused = Math.max(this.#excused, Buffer.byteLength(text) - unreadDropBytes);
    this.#socket.send(text);
    if (this.#socket.bufferedAmount - this.#excused > unreadCloseBytes) {
      this.#closed = true;
      this.#onSlow();
    }
  }

  /** For what the next of its kind makes up for. */
  sendDroppable(frame: ServerFrame): void {
    if (this.#socket.bufferedAmount <= this.#limits.unreadDropBytes) this.send(frame);
  }

  /** Sends nothing more. */
  close(): void {
    this.#closed = true;
  }
}

// What goes to everyone in a room, an event or a signal, is turned into text once.
const texts = new WeakMap<object, string>();

function textOf(frame: ServerFrame): string {
  if (!('method' in frame) || typeof frame.params !== 'object' || !frame.params) return JSON.stringify(frame);
  const known = texts.get(frame.params);
  if (known) return known;
  const text = JSON.stringify(frame);
  texts.set(frame.params, text);
  return text;
}
