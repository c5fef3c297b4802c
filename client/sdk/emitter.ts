/**
 * A typed event emitter without dependencies. Knows nothing of what is emitted.
 */
export class Emitter<Events extends { [K in keyof Events]: unknown[] }> {
  readonly #listeners: { [K in keyof Events]?: Set<(...args: Events[K]) => void> } = {};

  /** Returns the function that ends the subscription. */
  on<K extends keyof Events>(event: K, listener: (...args: Events[K]) => void): () => void {
    let listeners = this.#listeners[event];
    if (!listeners) {
      listeners = new Set();
      this.#listeners[event] = listeners;
    }
    const added = listeners.add(listener);
    return () => void added.delete(listener);
  }

  /** A listener that throws keeps neither the others nor the emitter from going on: its error is reported as uncaught. */
  protected emit<K extends keyof Events>(event: K, ...args: Events[K]): void {
    for (const listener of [...(this.#listeners[event] ?? [])]) {
      try {
        listener(...args);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
