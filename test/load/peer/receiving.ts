/**
 * What a load peer receives in one generation of its media: a stream for each consumer, started with one request. Owns streams, not the
 * transport.
 */
import type { Consumer } from '../../../server/protocol/media.ts';
import { videoCodecs } from '../scenario/scenario.ts';
import type {
  LoadTransport,
  ReceivedCounters,
  ReceivedStream,
  ReceivedStreamOptions,
} from '../transport/transport.ts';
import { extensionIds } from './capabilities.ts';
import { type ReceivedReport, receivedCounters } from './tally.ts';

export interface ReceivingEvents {
  /** The first packet of a sound; the first key frame of a video. */
  first(kind: 'audio' | 'video'): void;
  delay: ((milliseconds: number, kind: 'audio' | 'video') => void) | undefined;
  /** A stream is over. */
  ended(report: ReceivedReport): void;
}

interface Received {
  readonly consumer: Consumer;
  readonly stream: ReceivedStream;
  readonly since: number;
}

export class Receiving {
  readonly #transport: () => LoadTransport;
  readonly #events: ReceivingEvents;
  readonly #received = new Map<string, Received>();

  constructor(transport: () => LoadTransport, events: ReceivingEvents) {
    this.#transport = transport;
    this.#events = events;
  }

  get consumerIds(): string[] {
    return [...this.#received.keys()];
  }

  has(consumerId: string): boolean {
    return this.#received.has(consumerId);
  }

  /** Those that are there already stay as they are. */
  add(consumers: readonly Consumer[]): void {
    for (const consumer of consumers) {
      if (this.#received.has(consumer.consumerId)) continue;
      const stream = this.#transport().receive(
        streamOptions(consumer, () => this.#events.first(consumer.kind)),
      );
      const { delay } = this.#events;
      const counters: ReceivedCounters = stream.counters;
      if (delay) counters.onDelay = milliseconds => delay(milliseconds, consumer.kind);
      this.#received.set(consumer.consumerId, { consumer, stream, since: performance.now() });
    }
  }

  drop(consumerIds: Iterable<string>): void {
    for (const consumerId of consumerIds) {
      const received = this.#received.get(consumerId);
      if (!received) continue;
      this.#received.delete(consumerId);
      this.#events.ended(reportOf(received, performance.now()));
      received.stream.close();
    }
  }

  /** Nothing is expected of that producer for a while. */
  expectPause(producerId: string): void {
    for (const { consumer, stream } of this.#received.values()) {
      if (consumer.producerId === producerId) stream.expectPause();
    }
  }

  report(now: number): ReceivedReport[] {
    return [...this.#received.values()].map(received => reportOf(received, now));
  }

  stop(): void {
    this.drop(this.consumerIds);
  }
}

function reportOf({ consumer, stream, since }: Received, now: number): ReceivedReport {
  const { source, kind } = consumer;
  return { source, kind, milliseconds: now - since, ...receivedCounters(stream.counters) };
}

function streamOptions({ kind, rtpParameters }: Consumer, first: () => void): ReceivedStreamOptions {
  const [codec, repair] = rtpParameters.codecs;
  const [{ ssrc, rtx } = {}] = rtpParameters.encodings;
  if (!codec || ssrc === undefined) throw new Error('the server sent a consumer without codec or SSRC');
  const videoCodec = videoCodecs.find(name => `video/${name}`.toLowerCase() === codec.mimeType.toLowerCase());
  return {
    kind,
    ssrc,
    payloadType: codec.payloadType,
    clockRate: codec.clockRate,
    extensions: extensionIds(rtpParameters),
    nack: codec.rtcpFeedback?.some(({ type, parameter }) => type === 'nack' && !parameter) === true,
    ...(videoCodec && { codec: videoCodec }),
    ...(rtx && repair && { rtxSsrc: rtx.ssrc, rtxPayloadType: repair.payloadType }),
    ...(kind === 'video' ? { onFirstKeyFrame: first } : { onFirstPacket: first }),
  };
}
