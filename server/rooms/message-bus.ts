/**
 * The messages of one room: knows who takes part, by number, and passes on what one of them sends to the others or to those it
 * names. What one peer sends and receives is in messaging.ts.
 */
import type { DataRouter, MessageKind, Receivers } from '../media/data-router.ts';
import type { EngineTransport } from '../media/engine.ts';
import type { MessageChannel } from '../protocol/words.ts';
import { type Opened, sealMessage } from './message-envelope.ts';

/** In place of a peer id: no peer has it. */
const serverSender = 'server';
const numbers = 65_536; // mediasoup's subchannels are 16 bits wide

export class MessageBus {
  readonly #open: () => Promise<DataRouter>;
  /** The numbers of those who take part, by peer id. */
  readonly #members = new Map<string, number>();
  readonly #taken = new Set<number>();
  #last = 0;

  /** `open` gives the room's one data router, each time that it is asked. */
  constructor(open: () => Promise<DataRouter>) {
    this.#open = open;
  }

  get router(): Promise<DataRouter> {
    return this.#open();
  }

  /** The number of a peer from now until `leave`, or until its transport closes. */
  enter(peerId: string, { observer }: Pick<EngineTransport, 'observer'>): number {
    if (this.#taken.size >= numbers - 1) throw new Error('no number is left for another peer');
    do this.#last = (this.#last + 1) % numbers;
    while (this.#taken.has(this.#last));
    this.#taken.add(this.#last);
    const number = this.#last;
    this.#members.set(peerId, number);
    // It may have entered again by then, in another generation.
    observer.once('close', () => {
      if (this.#members.get(peerId) === number) this.leave(peerId);
    });
    return number;
  }

  /** Returns false when it had left before, or never entered. */
  leave(peerId: string): boolean {
    const number = this.#members.get(peerId);
    if (number === undefined) return false;
    this.#taken.delete(number);
    return this.#members.delete(peerId);
  }

  /** Passes a message on. Returns false when one of the receivers that it names is not there: the others get it. */
  pass(
    router: DataRouter,
    from: string,
    channel: MessageChannel,
    kind: MessageKind,
    { to, payload }: Opened,
  ): boolean {
    const sender = this.#members.get(from);
    if (sender === undefined) return true; // it left while this was on its way
    const message = sealMessage(from, payload);
    const receivers: Receivers = to ? { only: this.#numbersOf(to) } : { allBut: sender };
    // Without any receiver the engine would take it to be for all.
    if (!('only' in receivers) || receivers.only.length > 0) router.send(channel, message, kind, receivers);
    return !to?.some(peerId => !this.#members.has(peerId));
  }

  /** Sends something of the server's to everybody who takes part, or to those named. Returns how many that are. */
  async announce(
    channel: MessageChannel,
    data: string | Buffer,
    to: readonly string[] = [...this.#members.keys()],
  ): Promise<number> {
    if (this.#members.size === 0) return 0;
    const router = await this.router;
    const only = this.#numbersOf(to);
    const kind = typeof data === 'string' ? 'text' : 'binary';
    if (only.length > 0) router.send(channel, sealMessage(serverSender, Buffer.from(data)), kind, { only });
    return only.length;
  }

  #numbersOf(peerIds: readonly string[]): number[] {
    const found = new Set<number>();
    for (const peerId of peerIds) {
      const number = this.#members.get(peerId);
      if (number !== undefined) found.add(number);
    }
    return [...found];
  }
}
