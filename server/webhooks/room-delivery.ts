/**
 * Delivers the history of one life of a room, one entry after the other: the next is not sent before this one was accepted. What is to
 * be sent is always asked of the history, so that nothing is queued twice. Knows nothing of HTTP.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { HistoryEntry } from '../protocol/history.ts';
import type { RoomHistory } from './history.ts';

export interface DeliveryPorts {
  history: Pick<RoomHistory, 'since' | 'oldest'>;
  /** Resolves when the entry was accepted. */
  send(entry: HistoryEntry): Promise<void>;
  /** How long to wait after so many failures, in milliseconds. */
  pauseAfter(failures: number): number;
  accepted(roomId: string): void;
  failed(roomId: string, error: unknown): void;
  /** Some entries were dropped before they were accepted. */
  missed(roomId: string): void;
  /** Nothing more will come of this life. */
  ended(roomId: string): void;
}

export class RoomDelivery {
  readonly #roomId: string;
  readonly #ports: DeliveryPorts;
  readonly #closing = new AbortController();
  /** The number of the last entry that was accepted. */
  #cursor: number;
  #failures = 0;
  #isRunning = false;
  #hasEnded = false;
  /** Whether all was accepted. */
  #done: Promise<boolean> = Promise.resolve(true);

  constructor(roomId: string, cursor: number, ports: DeliveryPorts) {
    this.#roomId = roomId;
    this.#cursor = cursor;
    this.#ports = ports;
  }

  /** There is something new. */
  wake(): void {
    if (this.#isRunning || this.#closing.signal.aborted) return;
    this.#isRunning = true;
    this.#done = this.#run();
  }

  /** Goes on until the first failure; what waits to be tried again is tried at once. Resolves in the end: whether all was accepted. */
  finish(): Promise<boolean> {
    this.#closing.abort();
    return this.#done;
  }

  /** Ends when nothing is left, or with a failure that is the last: whether all was accepted. */
  async #run(): Promise<boolean> {
    try {
      for (let entry = this.#next(); entry; entry = this.#next()) {
        const isAccepted = await this.#try(entry);
        if (!isAccepted && !(await this.#mayTryAgain())) return false;
        if (isAccepted && entry.type === 'roomClosed') this.#end();
      }
      return true;
    } finally {
      // In the same turn as the last look, so that nothing new is overlooked.
      this.#isRunning = false;
    }
  }

  /** Nothing more will come. */
  #end(): void {
    this.#hasEnded = true;
    this.#ports.ended(this.#roomId);
  }

  async #try(entry: HistoryEntry): Promise<boolean> {
    try {
      await this.#ports.send(entry);
    } catch (error) {
      this.#failures += 1;
      this.#ports.failed(this.#roomId, error);
      return false;
    }
    this.#cursor = entry.seq;
    this.#failures = 0;
    this.#ports.accepted(this.#roomId);
    return true;
  }

  async #mayTryAgain(): Promise<boolean> {
    const { signal } = this.#closing;
    if (signal.aborted) return false;
    await pause(this.#ports.pauseAfter(this.#failures), undefined, { signal }).catch(() => {});
    return true;
  }

  /** The entry to send, as long as the history has it; else the oldest that it has. */
  #next(): HistoryEntry | undefined {
    if (this.#hasEnded) return undefined;
    const { history, missed } = this.#ports;
    const entries = history.since(this.#roomId, this.#cursor, 1);
    if (entries) return entries[0];
    missed(this.#roomId);
    const oldest = history.oldest(this.#roomId);
    if (oldest === undefined) {
      this.#end();
      return undefined;
    }
    this.#cursor = oldest - 1;
    return history.since(this.#roomId, this.#cursor, 1)?.[0];
  }
}
