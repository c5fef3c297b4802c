/**
 * The way of messages through one router: in by a direct transport that consumes what peers send, out by one direct data producer
 * for each channel, which every receiving peer consumes. So the number of data producers and consumers grows with the peers, never
 * with their pairs. Who sends and who receives are numbers here; dies with the router.
 */
import { adopt } from '../lib/adopt.ts';
import { type MessageChannel, messageChannels } from '../protocol/words.ts';
import type {
  EngineDataConsumer,
  EngineDataProducer,
  EngineDirectTransport,
  EngineRouter,
  EngineTransport,
} from './engine.ts';

/** SCTP payload protocol ids of WebRTC (RFC 8831, section 8). The deprecated and the empty ones are not used here. */
const ppids = { text: 51, binary: 53 } as const;
export type MessageKind = keyof typeof ppids;

export type Receivers = { readonly only: readonly number[] } | { readonly allBut: number };

// Not `maxRetransmits`: mediasoup 3.27 takes an unordered consumer without a lifetime to have one of 0 ms, in which a message is
// sent at once or never. With one it is sent once at most, and may wait so long for the line.
const lossyLifetime = 250; // ms
const reliability = {
  ordered: { ordered: true },
  lossy: { ordered: false, maxPacketLifeTime: lossyLifetime },
} as const;

export class DataRouter {
  readonly #transport: EngineDirectTransport;
  readonly #outlets: Record<MessageChannel, EngineDataProducer>;

  private constructor(transport: EngineDirectTransport, outlets: Record<MessageChannel, EngineDataProducer>) {
    this.#transport = transport;
    this.#outlets = outlets;
  }

  /** Rejects with nothing left behind. */
  static async create(router: EngineRouter): Promise<DataRouter> {
    const transport = adopt(router, await router.createDirectTransport({}));
    try {
      const [ordered, lossy] = await Promise.all([
        transport.produceData({ label: 'ordered' }),
        transport.produceData({ label: 'lossy' }),
      ]);
      return new DataRouter(transport, {
        ordered: adopt(transport, ordered),
        lossy: adopt(transport, lossy),
      });
    } catch (error) {
      transport.close();
      throw error;
    }
  }

  /** Calls `onMessage` with everything that comes from `producer`. The consumer dies with it. */
  async listen(
    producer: EngineDataProducer,
    onMessage: (message: Buffer, kind: MessageKind | undefined) => void,
  ): Promise<EngineDataConsumer> {
    const consumer = await this.#transport.consumeData({ dataProducerId: producer.id });
    consumer.on('message', (message, ppid) => onMessage(message, kindOf(ppid)));
    return adopt(this.#transport, consumer);
  }

  /** Makes what carries messages to the receiver of that number. Both die with `transport`. */
  async deliver(
    transport: EngineTransport,
    number: number,
  ): Promise<Record<MessageChannel, EngineDataConsumer>> {
    const [ordered, lossy] = await Promise.all(
      messageChannels.map(async channel => {
        const { id: dataProducerId } = this.#outlets[channel];
        const options = { dataProducerId, subchannels: [number], ...reliability[channel] };
        return adopt(transport, await transport.consumeData(options));
      }),
    );
    if (!ordered || !lossy) throw new Error('unreachable: one for each channel');
    return { ordered, lossy };
  }

  /** Sends to receivers by number. What does not fit into the buffer of one of them, its consumer tells. */
  send(channel: MessageChannel, message: Buffer, kind: MessageKind, receivers: Receivers): void {
    const outlet = this.#outlets[channel];
    if (outlet.closed) return;
    if ('only' in receivers) outlet.send(message, ppids[kind], [...receivers.only]);
    else outlet.send(message, ppids[kind], undefined, undefined, receivers.allBut);
  }
}

function kindOf(ppid: number): MessageKind | undefined {
  if (ppid === ppids.text) return 'text';
  return ppid === ppids.binary ? 'binary' : undefined;
}
