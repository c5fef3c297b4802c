/**
 * What flows through the workers, counted: RTP in and out, what was lost and asked for again, and the bandwidth that receivers are thought
 * to have. The engine tells it of one stream at a time, so it is asked in rounds, and only while somebody wants to know. Knows no rooms.
 */
import type { Consumer, MediaKind, Producer, Transport, WebRtcTransport, Worker } from 'mediasoup/types';
import { type Asked, Rounds } from '../lib/rounds.ts';
import { type FlowCounts, type StreamStat, StreamTally } from './stream-tally.ts';

export type Direction = 'in' | 'out';

/** A question costs Node about 0.1 ms and the worker 0.02: so many a second, measured with 1,000 consumers, are one percent of a core. */
const perSecond = 100;
const every = 5_000; // ms
/** A scrape each minute keeps it awake. */
const awakeFor = 120_000; // ms

export class Traffic {
  readonly #rounds = new Rounds({ perSecond, every, awakeFor });
  readonly #consumers = new Set<{ readonly slot: number; readonly kind: MediaKind }>();
  readonly #totals = { in: new StreamTally(), out: new StreamTally() };
  readonly #listeners: ((bitsPerSecond: number) => void)[] = [];

  /** How many living consumers there are, by kind and by the slot of their worker. */
  get consumers(): Iterable<{ readonly slot: number; readonly kind: MediaKind }> {
    return this.#consumers;
  }

  /** As of when each stream was looked at last; they only grow. */
  get totals(): Readonly<Record<Direction, FlowCounts>> {
    return { in: this.#totals.in.total, out: this.#totals.out.total };
  }

  /** Calls `listener` with the estimate for a transport that receives video, each time that it is looked at. */
  onBandwidth(listener: (bitsPerSecond: number) => void): void {
    this.#listeners.push(listener);
  }

  /** Somebody reads the totals, and will do so again. */
  wake(): void {
    this.#rounds.wake();
  }

  close(): void {
    this.#rounds.rest();
  }

  /** Counts what flows through that worker from now on, until it is gone. */
  follow(worker: Worker, slot: number): void {
    worker.observer.on('newrouter', router => {
      router.observer.on('newtransport', transport => this.#followTransport(transport, slot));
    });
  }

  #followTransport(transport: Transport, slot: number): void {
    transport.observer.on('newproducer', producer => this.#followStreams(producer, 'in', 'inbound-rtp'));
    transport.observer.on('newconsumer', consumer => {
      const living = { slot, kind: consumer.kind };
      this.#consumers.add(living);
      consumer.observer.once('close', () => this.#consumers.delete(living));
      this.#followStreams(consumer, 'out', 'outbound-rtp');
    });
    if (transport.type === 'webrtc') this.#followBandwidth(transport as WebRtcTransport);
  }

  /** A consumer tells of the stream that it consumes too: `type` is what it sends itself. */
  #followStreams(source: Producer | Consumer, direction: Direction, type: string): void {
    const tally = this.#totals[direction].ofOne();
    const ask = async () => {
      const stats: readonly StreamStat[] = await source.getStats();
      tally(stats.filter(stat => stat.type === type));
    };
    this.#askUntilClosed(ask, source.observer);
  }

  /** From its first video on: sound takes no part in the estimate. */
  #followBandwidth(transport: WebRtcTransport): void {
    const ask = async () => {
      if (transport.dtlsState !== 'connected') return;
      const [stat] = await transport.getStats();
      const estimate = stat?.availableOutgoingBitrate;
      if (estimate !== undefined) for (const listener of this.#listeners) listener(estimate);
    };
    const begin = (consumer: Consumer) => {
      if (consumer.kind !== 'video') return;
      transport.observer.off('newconsumer', begin);
      this.#askUntilClosed(ask, transport.observer);
    };
    transport.observer.on('newconsumer', begin);
  }

  #askUntilClosed(ask: Asked, observer: { once(event: 'close', listener: () => void): unknown }): void {
    this.#rounds.add(ask);
    observer.once('close', () => this.#rounds.delete(ask));
  }
}
