/**
 * Tells what one connection tells, from `release` on, in its order: what comes behind the answer that one came back with has to wait
 * until that was taken in.
 */
import type { SignalName } from '#protocol/signals.ts';
import { type Connection, type ConnectionEvents, notificationNames } from './connection.ts';

type Relayed = Omit<ConnectionEvents, 'ended'>;
type TellRelayed = <K extends keyof Relayed>(name: K, ...args: Relayed[K]) => void;

export class Relay {
  readonly #tell: TellRelayed;
  #held: (() => void)[] | undefined = [];

  constructor(connection: Connection, tell: TellRelayed) {
    this.#tell = tell;
    for (const name of notificationNames) this.#follow(connection, name);
    connection.on('heard', () => this.#pass(() => tell('heard')));
  }

  release(): void {
    const late = this.#held ?? [];
    this.#held = undefined;
    for (const tell of late) tell();
  }

  #follow<S extends SignalName>(connection: Connection, name: S): void {
    connection.on(name, (...params: ConnectionEvents[S]) => {
      const tell = () => this.#tell(name, ...(params as Relayed[S]));
      // It comes before the answer, and means nothing after it.
      if (name === 'waiting') tell();
      else this.#pass(tell);
    });
  }

  #pass(tell: () => void): void {
    if (this.#held) this.#held.push(tell);
    else tell();
  }
}
