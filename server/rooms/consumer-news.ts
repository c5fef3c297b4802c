/**
 * What a client must be told of its consumers: collects news until the client can hear it, and tells it in few messages. A
 * consumer that comes and goes before that is never mentioned.
 */
import type { Subscription } from './subscription.ts';

export interface ConsumerListener {
  added(subscriptions: Subscription[]): void;
  removed(consumerIds: string[]): void;
}

export class ConsumerNews {
  readonly #listener: ConsumerListener;
  readonly #added = new Set<Subscription>();
  #removed: string[] = [];
  #telling = false;

  constructor(listener: ConsumerListener) {
    this.#listener = listener;
  }

  /** From now on the listener is told, beginning with what it missed. */
  startTelling(): void {
    this.#telling = true;
    this.#tellRemoved();
    this.tellAdded();
  }

  /** From now on news is collected again. */
  stopTelling(): void {
    this.#telling = false;
  }

  /** The client is told everything anew: nothing is news. */
  forget(): void {
    this.#added.clear();
    this.#removed = [];
  }

  /** Told by the next `tellAdded`, or taken by `takeAdded`. */
  add(subscription: Subscription): void {
    this.#added.add(subscription);
  }

  /** Told soon: all that end in one go in one message, and before any answer that calls one of them unknown. */
  remove(subscription: Subscription): void {
    if (this.#added.delete(subscription)) return;
    this.#removed.push(subscription.consumer.id);
    if (this.#telling && this.#removed.length === 1) queueMicrotask(() => this.#tellRemoved());
  }

  /** It is gone with all others: that is told otherwise. */
  unmention(subscription: Subscription): void {
    this.#added.delete(subscription);
  }

  /** What is new; it counts as told. */
  takeAdded(): Subscription[] {
    const added = [...this.#added];
    this.#added.clear();
    return added;
  }

  tellAdded(): void {
    if (this.#telling && this.#added.size > 0) this.#listener.added(this.takeAdded());
  }

  #tellRemoved(): void {
    if (this.#telling && this.#removed.length > 0) this.#listener.removed(this.#removed.splice(0));
  }
}
