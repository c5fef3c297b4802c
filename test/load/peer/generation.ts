/**
 * One generation of a load peer's media: what it sends on one transport and receives on another, each begun when there is something for
 * it. Born from what the server made, ended as a whole. Knows a signalling port, no socket and no room.
 */
import { isRefusal } from '../../../client/sdk/request-error.ts';
import type { Signalling } from '../../../client/sdk/signalling.ts';
import type { Consumer, Media } from '../../../server/protocol/media.ts';
import type { IceServer, RtpCapabilities, TransportInfo } from '../../../server/protocol/rtp.ts';
import type { Life } from './life.ts';
import type { Publication } from './publish-request.ts';
import { Receiving, type ReceivingEvents } from './receiving.ts';
import { Sending } from './sending.ts';
import { Side } from './side.ts';

export interface GenerationOptions {
  readonly life: Life;
  readonly signalling: Signalling;
  /** What the server carries. */
  readonly server: RtpCapabilities;
  readonly iceServers: readonly IceServer[];
  readonly events: GenerationEvents;
}

export interface GenerationEvents extends Pick<ReceivingEvents, 'first'> {
  connected(direction: Direction): void;
  restarted(): void;
  /** A transport of it carries nothing any more: another generation is needed. */
  useless(error: unknown): void;
  /** The server refused something. */
  failed(error: unknown): void;
}

type Direction = 'send' | 'recv';

export class Generation {
  readonly number: number;
  /** Another one has another, also after joining anew, when the server counts anew. */
  readonly id: string;
  readonly sending: Sending;
  readonly receiving: Receiving;
  readonly #options: GenerationOptions;
  readonly #send: Side;
  readonly #recv: Side;
  #receivingConnected: Promise<boolean> | undefined;
  #isOver = false;

  constructor({ generation, sendTransport, recvTransport }: Media, options: GenerationOptions) {
    const { life, server, events } = options;
    this.#options = options;
    this.number = generation;
    this.id = sendTransport.transportId;
    this.#send = this.#side('send', sendTransport);
    this.#recv = this.#side('recv', recvTransport);
    this.sending = new Sending(life, server);
    this.receiving = new Receiving(() => this.#recv.transport, {
      first: events.first,
      delay: life.options.onDelay,
      ended: report => life.tally.addReceived(report),
    });
  }

  /** Everything is asked for before it returns. Resolves when what began is connected, or will not be. */
  async begin(publications: readonly Publication[], consumers: readonly Consumer[]): Promise<void> {
    this.receive(consumers);
    const sending = publications.length > 0 && this.#beginSending(publications);
    await Promise.all([sending, this.#receivingConnected]);
  }

  /** Builds the receiving side of those that are new, and starts them with one request. */
  receive(consumers: readonly Consumer[]): void {
    const fresh = consumers.filter(({ consumerId }) => !this.receiving.has(consumerId));
    if (fresh.length === 0 || this.#isOver) return;
    this.#receivingConnected ??= this.#connect(this.#recv, 'recv');
    this.receiving.add(fresh);
    void this.#start(fresh.map(({ consumerId }) => consumerId));
  }

  /** These are all consumers that there are. */
  reconcile(consumers: readonly Consumer[]): void {
    const there = new Set(consumers.map(({ consumerId }) => consumerId));
    this.receiving.drop(this.receiving.consumerIds.filter(id => !there.has(id)));
    this.receive(consumers);
  }

  /** Idempotent. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.sending.stop();
    this.receiving.stop();
    this.#send.close();
    this.#recv.close();
  }

  #side(direction: Direction, info: TransportInfo): Side {
    const { life, signalling, iceServers, events } = this.#options;
    const { way, family, verifyOneIn, createTransport: create } = life.options;
    const transport = { info, direction, way, verifyOneIn, iceServers, ...(family && { family }) };
    return new Side({
      ...transport,
      create,
      signalling,
      onRestarted: () => events.restarted(),
      onUseless: error => {
        if (!this.#isOver) events.useless(error);
      },
    });
  }

  async #connect(side: Side, direction: Direction): Promise<boolean> {
    const isThere = await side.connect();
    if (isThere && !this.#isOver) this.#options.events.connected(direction);
    return isThere && !this.#isOver;
  }

  async #beginSending(publications: readonly Publication[]): Promise<void> {
    const { signalling, events } = this.#options;
    const connected = this.#connect(this.#send, 'send');
    for (const publication of publications) {
      signalling.request('publish', this.sending.prepare(publication)).catch(error => {
        if (!this.#isOver) events.failed(error);
      });
    }
    if (await connected) this.sending.begin(this.#send.transport);
  }

  async #start(consumerIds: readonly string[]): Promise<void> {
    const left = consumerIds.filter(id => this.receiving.has(id));
    if (left.length === 0 || this.#isOver) return;
    try {
      await this.#options.signalling.request('startConsumers', { consumerIds: left });
    } catch (error) {
      // Some were closed on their way here, and the server has said which before it refused.
      const isLess = left.some(id => !this.receiving.has(id));
      if (isRefusal(error, 'not-found') && isLess) return this.#start(left);
      if (!this.#isOver) this.#options.events.failed(error);
    }
  }
}
