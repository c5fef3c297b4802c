/** An audience in a room of a server: real ICE, DTLS and SRTP, each client on sockets of its own. */
import type { SentStream } from '../../load/transport/transport.ts';
import type { Audience, AudienceOptions, Totals } from './audience.ts';
import { inBatches } from './in-batches.ts';
import { Seat } from './seat.ts';
import { clockRate, payload } from './stream.ts';

export class CallAudience implements Audience {
  onDelay = (_: number) => {};
  readonly #publisher: Seat;
  readonly #stream: SentStream;
  #seats: readonly Seat[] = [];
  readonly #payload = payload();

  private constructor(publisher: Seat, stream: SentStream) {
    this.#publisher = publisher;
    this.#stream = stream;
  }

  /** Resolves when everybody has heard the publisher. */
  static async gather({ server, subscribers, ...seat }: AudienceOptions): Promise<CallAudience> {
    const options = { ...seat, url: server.url };
    const { seat: publisher, send } = await Seat.take({ ...options, subscribes: false });
    const audience = new CallAudience(publisher, await publisher.publish(send));
    const onDelay = (milliseconds: number) => audience.onDelay(milliseconds);
    const sending = setInterval(() => audience.send(), 20); // until everybody has heard it
    try {
      audience.#seats = await inBatches(subscribers, async () => {
        const { seat } = await Seat.take({ ...options, subscribes: true, onDelay });
        await seat.heard;
        return seat;
      });
      return audience;
    } finally {
      clearInterval(sending);
    }
  }

  get subscribers(): number {
    return this.#seats.length;
  }

  send(): void {
    const timestamp = Math.round((performance.now() * clockRate) / 1_000) >>> 0;
    this.#stream.send({ payload: this.#payload, timestamp, marker: true });
  }

  totals(): Totals {
    const counters = this.#seats.flatMap(seat => seat.received.map(stream => stream.counters));
    return {
      received: counters.reduce((sum, { packets }) => sum + packets, 0),
      bytes: counters.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  close(): void {
    for (const seat of [this.#publisher, ...this.#seats]) seat.close();
  }
}
