/**
 * One client of the bench in a room: its signalling and its two transports, each connected when it is first needed. Publishes at most one
 * stream, and receives whatever it is offered. Knows no other seats and no measure.
 */
import type { TransportInfo } from '../../../server/protocol/rtp.ts';
import type { LoadTransport, ReceivedStream, SentStream } from '../../load/transport/transport.ts';
import type { Entrance } from './call-audience.ts';
import { Caller, type Signalling } from './caller.ts';
import { type Hearing, SeatMedia } from './seat-media.ts';
import { newStream, receivable, receivedStream } from './stream.ts';

export interface SeatOptions extends Hearing {
  readonly url: string;
  readonly room: string;
  readonly subscribes: boolean;
  readonly withTransportCc: boolean;
  /** Where media go instead of to the server's own port: a line with a delay. */
  readonly mediaPort?: number | undefined;
}

export class Seat {
  /** performance.now() of when the socket was open, the room entered, the receiving transport connected. */
  readonly at: { open: number; joined?: number; connected?: number };
  readonly #caller: Caller;
  readonly #options: SeatOptions;
  readonly #media: SeatMedia;

  private constructor(caller: Caller, options: SeatOptions) {
    this.#caller = caller;
    this.#options = options;
    this.#media = new SeatMedia(options);
    this.at = { open: performance.now() };
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

  get received(): readonly ReceivedStream[] {
    return this.#media.received;
  }

  /** As that of its media. */
  get heard(): Promise<void> {
    return this.#media.heard;
  }

  get heardAt(): number | undefined {
    return this.#media.heardAt;
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
    this.#media.close();
    await this.#caller.leave();
  }

  close(): void {
    this.#media.close();
    this.#caller.close();
  }

  #receiveOn(info: TransportInfo): void {
    const { fail } = this.#media;
    const transport = this.#transport(info, 'recv');
    this.#connect(info, transport).then(() => {
      this.at.connected = performance.now();
    }, fail);
    this.#caller.onConsumers(consumers => {
      for (const consumer of consumers) this.#media.receive(transport, receivedStream(consumer));
      this.#caller.startConsumers(consumers).catch(fail);
    });
  }

  #transport(info: TransportInfo, direction: 'send' | 'recv'): LoadTransport {
    return this.#media.transport({ info: throughPort(info, this.#options.mediaPort), direction });
  }

  async #connect({ transportId }: TransportInfo, transport: LoadTransport): Promise<void> {
    const { dtlsParameters } = transport;
    const asked = this.#caller.connectTransport({ transportId, dtlsParameters });
    await Promise.all([asked, transport.connect()]);
  }
}

/** Of Plenum, and of the bare script. */
export const seatEntrance: Entrance = {
  async publisher(options) {
    const { seat, send } = await Seat.take({ ...options, subscribes: false });
    return { attendee: seat, stream: await seat.publish(send) };
  },
  async subscriber(options) {
    const { seat } = await Seat.take({ ...options, subscribes: true });
    return seat;
  },
};

function throughPort(info: TransportInfo, port: number | undefined): TransportInfo {
  if (port === undefined) return info;
  return { ...info, iceCandidates: info.iceCandidates.map(candidate => ({ ...candidate, port })) };
}
