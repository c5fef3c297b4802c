/**
 * The media of one client of the bench, whoever signals for it: its transports, what it receives on them, whether it has heard anything
 * yet. Knows no signalling.
 */
import { createSlimTransport, type SlimOptions } from '../../load/transport/slim/slim-transport.ts';
import type {
  LoadTransport,
  ReceivedCounters,
  ReceivedStream,
  ReceivedStreamOptions,
} from '../../load/transport/transport.ts';

export interface Hearing {
  onDelay?(milliseconds: number): void;
}

/** No packet is decrypted: what is measured is not the client. */
const verifyOneIn = 1_000_000;

export class SeatMedia {
  readonly received: ReceivedStream[] = [];
  /** performance.now() of the first packet. */
  heardAt: number | undefined;
  readonly #onDelay: ((milliseconds: number) => void) | undefined;
  readonly #transports: LoadTransport[] = [];
  readonly #heard = Promise.withResolvers<void>();
  readonly #failed = Promise.withResolvers<never>();

  constructor({ onDelay }: Hearing) {
    this.#onDelay = onDelay;
    this.#failed.promise.catch(() => {}); // who waits is told; nobody may
  }

  /** Resolves when the first packet is there; rejects when a transport cannot be connected or is lost. */
  get heard(): Promise<void> {
    return Promise.race([this.#failed.promise, this.#heard.promise]);
  }

  /** Whoever waits to hear something need not wait any longer. */
  fail = (why: unknown): void => this.#failed.reject(why);

  transport(options: Pick<SlimOptions, 'info' | 'direction' | 'ownIce'>): LoadTransport {
    const transport = createSlimTransport({
      ...options,
      iceServers: [],
      way: 'udp',
      verifyOneIn,
      onLost: why => this.fail(new Error(why)),
    });
    this.#transports.push(transport);
    return transport;
  }

  receive(transport: LoadTransport, options: ReceivedStreamOptions): void {
    const stream = transport.receive({
      ...options,
      onFirstPacket: () => {
        this.heardAt ??= performance.now();
        queueMicrotask(this.#heard.resolve); // what is wrong with this very packet comes first
      },
    });
    if (this.#onDelay) (stream.counters as ReceivedCounters).onDelay = this.#onDelay;
    this.received.push(stream);
  }

  close(): void {
    for (const transport of this.#transports) transport.close();
  }
}
