/**
 * One channel on which a peer sends messages: judges each message before it is passed on. While a peer sends more than it may, the
 * engine drops its messages, so that a flood does not reach this process, and counts them.
 */
import { TokenBucket } from '../lib/token-bucket.ts';
import type { MessageKind } from '../media/data-router.ts';
import type { EngineDataConsumer, EngineDataProducer } from '../media/engine.ts';
import type { DataLimits } from '../protocol/messages.ts';
import type { MessageRefusal } from '../protocol/words.ts';
import { type Opened, openMessage } from './message-envelope.ts';

/** What one peer may still send, on both of its channels together. */
export class MessageAllowance {
  readonly maxPayload: number;
  readonly #messages: TokenBucket;
  readonly #bytes: TokenBucket;

  constructor({ messageBytes, messages, messagesPerSecond, bytes, bytesPerSecond }: DataLimits) {
    const now = performance.now();
    this.maxPayload = messageBytes;
    this.#messages = new TokenBucket(messages, messagesPerSecond, now);
    this.#bytes = new TokenBucket(bytes, bytesPerSecond, now);
  }

  take(bytes: number): boolean {
    const now = performance.now();
    return this.#messages.take(1, now) && this.#bytes.take(bytes, now);
  }
}

export interface MessageInletOptions {
  readonly producer: EngineDataProducer;
  readonly allowance: MessageAllowance;
  readonly pass: (message: Opened, kind: MessageKind) => void;
  readonly refuse: (reason: MessageRefusal, count: number) => void;
  readonly onFailure: (error: unknown) => void;
}

const holdFor = 500; // ms

export class MessageInlet {
  readonly #options: MessageInletOptions;
  #consumer: EngineDataConsumer | undefined;
  /** Messages that came here, and those that the engine dropped. */
  #seen = 0;
  #dropped = 0;
  #holding = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: MessageInletOptions) {
    this.#options = options;
    options.producer.observer.once('close', () => clearTimeout(this.#timer));
  }

  /** `consumer` brings the messages here; it dies with the producer. */
  attach(consumer: EngineDataConsumer): void {
    this.#consumer = consumer;
  }

  receive(message: Buffer, kind: MessageKind | undefined): void {
    const { allowance, pass, refuse } = this.#options;
    this.#seen += 1;
    if (!allowance.take(message.length)) {
      refuse('rate-limited', 1);
      this.#hold();
      return;
    }
    const opened = openMessage(message, kind, allowance.maxPayload);
    if (typeof opened === 'string') refuse(opened, 1);
    else if (kind) pass(opened, kind);
  }

  #hold(): void {
    const consumer = this.#consumer;
    if (this.#holding || !consumer) return;
    this.#holding = true;
    consumer.pause().catch((error: unknown) => this.#failed(error));
    this.#timer = setTimeout(() => void this.#release(consumer), holdFor);
  }

  async #release(consumer: EngineDataConsumer): Promise<void> {
    const { producer, refuse } = this.#options;
    try {
      // Asked for in one go: the engine drops next to nothing between the two.
      const [stats] = await Promise.all([producer.getStats(), consumer.resume()]);
      const received = stats[0]?.messagesReceived ?? 0;
      const dropped = Math.max(0, received - this.#seen - this.#dropped);
      this.#dropped += dropped;
      if (dropped > 0) refuse('rate-limited', dropped);
    } catch (error) {
      this.#failed(error);
    } finally {
      this.#holding = false;
    }
  }

  #failed(error: unknown): void {
    if (!this.#options.producer.closed) this.#options.onFailure(error);
  }
}
