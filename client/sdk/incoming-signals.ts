/**
 * The server's notifications, in their order: what overtakes the answer to `join` is held back until that was taken in.
 */
import type { SignalName } from '#protocol/signals.ts';
import type { ConnectionEvents } from './connection.ts';
import type { LastingConnection } from './lasting-connection.ts';

export class IncomingSignals {
  readonly #connection: LastingConnection;
  /** null: nothing is held back any more. */
  #held: (() => void)[] | null = [];

  constructor(connection: LastingConnection) {
    this.#connection = connection;
  }

  follow<S extends SignalName>(name: S, handle: (...params: ConnectionEvents[S]) => void): void {
    this.#connection.on(name, (...params: ConnectionEvents[S]) => {
      if (this.#held) this.#held.push(() => handle(...params));
      else handle(...params);
    });
  }

  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const handle of held) handle();
  }
}
