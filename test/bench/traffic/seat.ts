/**
 * One client of the bench in a room: its signalling and its two transports, each connected when it is first needed. Publishes at most one
 * stream, and receives whatever it is offered. Knows no other seats and no measure.
 */
import type { TransportInfo } from '../../../server/protocol/rtp.ts';
import { createSlimTransport } from '../../load/transport/slim/slim-transport.ts';
import type {
  LoadTransport,
  ReceivedCounters,
  ReceivedStream,
  SentStream,
} from '../../load/transport/transport.ts';
import { Caller, type OfferedConsumer, type Signalling } from './caller.ts';
import { newStream, receivable, receivedStream } from './stream.ts';

export interface SeatOptions {
  readonly url: string;
  readonly room: string;
  readonly subscribes: boolean;
  readonly withTransportCc: boolean;
  /** Where media go instead of to the server's own port: a line with a delay. */
  readonly mediaPort?: number | undefined;
  onDelay?(milliseconds: number): void;
}

/** No packet is decrypted: what is measured is not the client. */
const verifyOneIn = 1_000_000;

export class Seat {
  readonly received: ReceivedStream[] = [];
  /** performance.now() of when the socket was open, the room entered, the receiving transport connected, the first packet there. */
  readonly at: { open: number; joined?: number; connected?: number; media?: number };
  readonly #caller: Caller;
  readonly #options: SeatOptions;
  readonly #transports: LoadTransport[] = [];
  readonly #heard = Promise.withResolvers<void>();
  readonly #failed = Promise.withResolvers<never>();

  private constructor(caller: Caller, options: SeatOptions) {
    this.#caller = caller;
    this.#options = options;
    this.at = { open: performance.now() };
    this.#failed.promise.catch(() => {}); // who waits is told; nobody may
  }

  /** Resolves when it is in the room; one that subscribes begins to build what it receives. */
  static async take(options: SeatOptions): Promise<{ seat: Seat; send: TransportInfo }> {
    const seat = new Seat(await Caller.open(options.url), options);
    const { send, receive } = await seat.#caller.join(options, capabilities =>
      receivable(capabilities, options),
    );
    seat.at.joined = performance.now();
    if (options.subscribes) seat.#receiveOn(receive);
    return { seat, send };
  }

  /** Resolves when the first packet is there; rejects when the transport cannot be connected or is lost. */
  get heard(): Promise<void> {
    return Promise.race([this.#heard.promise, this.#failed.promise]);
  }

  get signalling(): Readonly<Signalling> {
    return this.#caller.signalling;
  }

  /** Resolves when the server has taken the stream. */
  async publish(send: TransportInfo): Promise<SentStream> {
    const transport = this.#transport(send, 'send');
    const { publication, sent } = newStream();
    await Promise.all([this.#connect(send, transport), this.#caller.publish(publication)]);
    return transport.send(sent);
  }

  /** As `close`, and resolves when the server knows. */
  async leave(): Promise<void> {
    for (const transport of this.#transports) transport.close();
    await this.#caller.leave();
  }

  close(): void {
    for (const transport of this.#transports) transport.close();
    this.#caller.close();
  }

  #receiveOn(info: TransportInfo): void {
    const transport = this.#transport(info, 'recv');
    this.#connect(info, transport).then(
      () => {
        this.at.connected = performance.now();
      },
      error => this.#failed.reject(error),
    );
    this.#caller.onConsumers(consumers => {
      for (const consumer of consumers) this.#receive(transport, consumer);
      this.#caller.startConsumers(consumers).catch(error => this.#failed.reject(error));
    });
  }

  #receive(transport: LoadTransport, consumer: OfferedConsumer): void {
    const stream = transport.receive({
      ...receivedStream(consumer),
      onFirstPacket: () => {
        this.at.media ??= performance.now();
        this.#heard.resolve();
      },
    });
    const { onDelay } = this.#options;
    if (onDelay) (stream.counters as ReceivedCounters).onDelay = onDelay;
    this.received.push(stream);
  }

  #transport(info: TransportInfo, direction: 'send' | 'recv'): LoadTransport {
    const transport = createSlimTransport({
      info: throughPort(info, this.#options.mediaPort),
      direction,
      iceServers: [],
      way: 'udp',
      verifyOneIn,
      onLost: why => this.#failed.reject(new Error(why)),
    });
    this.#transports.push(transport);
    return transport;
  }

  async #connect({ transportId }: TransportInfo, transport: LoadTransport): Promise<void> {
    const { dtlsParameters } = transport;
    const asked = this.#caller.connectTransport({ transportId, dtlsParameters });
    await Promise.all([asked, transport.connect()]);
  }
}

function throughPort(info: TransportInfo, port: number | undefined): TransportInfo {
  if (port === undefined) return info;
  return { ...info, iceCandidates: info.iceCandidates.map(candidate => ({ ...candidate, port })) };
}
