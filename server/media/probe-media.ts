/**
 * The engine's side of one probe: a router of its own, a transport on it, and two data channels, of which this process hears only
 * what comes by `ordered`. What comes by `lossy` the worker counts, so that packets to measure with cost no more than others.
 */
import { adopt } from '../lib/adopt.ts';
import type { Data } from '../protocol/messages.ts';
import type { TransportInfo } from '../protocol/rtp.ts';
import type { MessageChannel } from '../protocol/words.ts';
import { DataRouter, type MessageKind } from './data-router.ts';
import type {
  DtlsParameters,
  EngineDataConsumer,
  EngineDataProducer,
  EngineRouter,
  EngineTransport,
} from './engine.ts';
import { createTransport, type Listening } from './room-router.ts';
import { forWorker, transportInfo } from './transport-info.ts';

export type ProbeListener = (message: Buffer, kind: MessageKind | undefined) => void;

/** The only receiver on its router. */
const only = 1;

interface Parts {
  readonly listening: Listening;
  readonly router: EngineRouter;
  readonly transport: EngineTransport;
  readonly outlets: DataRouter;
  /** What is sent to the client, by channel. Those that come from it have the same streams. */
  readonly streams: Record<MessageChannel, number>;
  readonly packets: EngineDataProducer;
}

export class ProbeMedia {
  readonly #parts: Parts;
  #connected = false;

  private constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Takes over `router`: closes it when it cannot be used. `onMessage` is told what comes by `ordered`. */
  static async create(
    router: EngineRouter,
    listening: Listening,
    onMessage: ProbeListener,
  ): Promise<ProbeMedia> {
    try {
      const transport = adopt(router, await createTransport(router, listening, true));
      const outlets = await DataRouter.create(router);
      const consumers = await outlets.deliver(transport, only);
      const streams = { ordered: streamOf(consumers.ordered), lossy: streamOf(consumers.lossy) };
      const commands = await produce(transport, streams.ordered, true);
      const packets = await produce(transport, streams.lossy, false);
      await outlets.listen(commands, onMessage);
      return new ProbeMedia({ listening, router, transport, outlets, streams, packets });
    } catch (error) {
      router.close();
      throw error;
    }
  }

  get closed(): boolean {
    return this.#parts.router.closed;
  }

  /** Fires once, for every way in which the probe can die. */
  get observer(): { once(event: 'close', listener: () => void): unknown } {
    return this.#parts.router.observer;
  }

  close(): void {
    this.#parts.router.close();
  }

  info(): { transport: TransportInfo; data: Data } {
    const { listening, transport, streams } = this.#parts;
    const { port, maxReceiveMessageSize } = transport.sctpParameters ?? {};
    if (!port || !maxReceiveMessageSize) throw new Error('a transport that does not carry data');
    const data = { sctpPort: port, maxMessageSize: maxReceiveMessageSize, streams };
    return { transport: transportInfo(transport, listening.offer), data };
  }

  /** Idempotent: parameters given again are not looked at, as DTLS takes them only once. */
  async connect(dtlsParameters: DtlsParameters): Promise<void> {
    if (this.#connected) return;
    this.#connected = true;
    try {
      await this.#parts.transport.connect({ dtlsParameters: forWorker(dtlsParameters) });
    } catch (error) {
      this.#connected = false;
      throw error;
    }
  }

  /** What does not fit into the buffer of its transport is lost without a word. */
  send(channel: MessageChannel, message: Buffer, kind: MessageKind): void {
    this.#parts.outlets.send(channel, message, kind, { only: [only] });
  }

  /** What has come by `lossy` since the beginning. */
  async received(): Promise<{ messages: number; bytes: number }> {
    const [stats] = await this.#parts.packets.getStats();
    return { messages: stats?.messagesReceived ?? 0, bytes: stats?.bytesReceived ?? 0 };
  }
}

async function produce(transport: EngineTransport, streamId: number, ordered: boolean) {
  return adopt(transport, await transport.produceData({ sctpStreamParameters: { streamId, ordered } }));
}

function streamOf({ sctpStreamParameters }: EngineDataConsumer): number {
  if (!sctpStreamParameters) throw new Error('a data consumer that is not on SCTP');
  return sctpStreamParameters.streamId;
}
