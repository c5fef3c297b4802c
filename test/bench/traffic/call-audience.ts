/** An audience in a room of a server: real ICE, DTLS and SRTP, each client on sockets of its own. */
import type { ReceivedStream, SentStream } from '../../load/transport/transport.ts';
import type { Audience, AudienceOptions, Totals } from './audience.ts';
import { inBatches } from './in-batches.ts';
import type { Hearing } from './seat-media.ts';
import { clockRate, payload } from './stream.ts';

export interface Attendee {
  readonly received: readonly ReceivedStream[];
  /** Resolves with the first packet; rejects when none can come. */
  readonly heard: Promise<void>;
  close(): void;
}

export interface EntranceOptions extends Pick<AudienceOptions, 'room' | 'withTransportCc'> {
  readonly url: string;
}

/** How one comes into a room of a server, each kind of which is spoken to in its own way. */
export interface Entrance {
  /** Resolves when the server has taken the stream. */
  publisher(options: EntranceOptions): Promise<{ attendee: Attendee; stream: SentStream }>;
  subscriber(options: EntranceOptions & Hearing): Promise<Attendee>;
}

export class CallAudience implements Audience {
  onDelay = (_: number) => {};
  readonly #publisher: Attendee;
  readonly #stream: SentStream;
  #subscribers: readonly Attendee[] = [];
  #isGathered = false;
  readonly #payload = payload();

  private constructor(publisher: Attendee, stream: SentStream) {
    this.#publisher = publisher;
    this.#stream = stream;
  }

  /** Resolves when everybody has heard the publisher. */
  static async gather(
    entrance: Entrance,
    { server, subscribers, room, withTransportCc }: AudienceOptions,
  ): Promise<CallAudience> {
    const options = { url: server.url, room, withTransportCc };
    const { attendee, stream } = await entrance.publisher(options);
    const audience = new CallAudience(attendee, stream);
    const onDelay = (milliseconds: number) => audience.onDelay(milliseconds);
    const sending = setInterval(() => audience.send(), 20); // until everybody has heard it
    try {
      audience.#subscribers = await inBatches(subscribers, async () => {
        const subscriber = await entrance.subscriber({ ...options, onDelay });
        await subscriber.heard;
        return subscriber;
      });
      return audience;
    } finally {
      clearInterval(sending);
      audience.#isGathered = true;
    }
  }

  get subscribers(): number {
    return this.#subscribers.length;
  }

  /** The clock of the stream stands still until all are here: whatever each of them got first, to all of them it began alike. */
  send(): void {
    const timestamp = this.#isGathered ? Math.round((performance.now() * clockRate) / 1_000) >>> 0 : 0;
    this.#stream.send({ payload: this.#payload, timestamp, marker: true });
  }

  totals(): Totals {
    const counters = this.#subscribers.flatMap(({ received }) => received.map(stream => stream.counters));
    return {
      received: counters.reduce((sum, { packets }) => sum + packets, 0),
      bytes: counters.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  close(): void {
    for (const attendee of [this.#publisher, ...this.#subscribers]) attendee.close();
  }
}
