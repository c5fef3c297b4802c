/**
 * The messages of one peer: takes in what it sends, within its limits, and makes the way for what it is sent. Tells it what was
 * refused or lost. Begins anew in each generation of the peer's media; what is passed on to whom is the bus's affair.
 */
import { RequestError } from '../errors.ts';
import { adopt, GoneError } from '../lib/adopt.ts';
import { Tally } from '../lib/tally.ts';
import type { DataRouter } from '../media/data-router.ts';
import type { EngineDataConsumer, EngineDataProducer } from '../media/engine.ts';
import type { Data, DataLimits } from '../protocol/messages.ts';
import type { Params } from '../protocol/methods.ts';
import {
  type MessageChannel,
  type MessageLoss,
  type MessageRefusal,
  messageChannels,
} from '../protocol/words.ts';
import { engineRefusal } from './engine-refusal.ts';
import type { MessageBus } from './message-bus.ts';
import { MessageAllowance, MessageInlet } from './message-inlet.ts';
import type { PeerMedia } from './peer-media.ts';

export interface MessagingOptions {
  readonly peerId: string;
  /** The latest generation. */
  readonly media: () => PeerMedia;
  readonly bus: MessageBus;
  readonly limits: DataLimits;
  /** Whether the peer may send as its grant is now. */
  readonly maySend: () => boolean;
  readonly onRefused: (channel: MessageChannel, reason: MessageRefusal, count: number) => void;
  /** `count` is 0 when nobody can tell how many. */
  readonly onLost: (channel: MessageChannel, reason: MessageLoss, count: number) => void;
  readonly onFailure: (error: unknown) => void;
}

interface Inlet {
  readonly streamId: number;
  readonly producer: EngineDataProducer;
}

const tellEvery = 1_000; // ms

export class Messaging {
  readonly #options: MessagingOptions;
  readonly #allowance: MessageAllowance;
  readonly #refused: Record<MessageChannel, Tally<MessageRefusal>>;
  readonly #lost: Record<MessageChannel, Tally<MessageLoss>>;
  readonly #inlets = new Map<MessageChannel, Inlet>();
  #data: Data | undefined;

  constructor(options: MessagingOptions) {
    const { onRefused, onLost } = options;
    this.#options = options;
    this.#allowance = new MessageAllowance(options.limits);
    const refused = (channel: MessageChannel) =>
      new Tally<MessageRefusal>(tellEvery, (reason, count) => onRefused(channel, reason, count));
    const lost = (channel: MessageChannel) =>
      new Tally<MessageLoss>(tellEvery, (reason, count) => onLost(channel, reason, count));
    this.#refused = { ordered: refused('ordered'), lossy: refused('lossy') };
    this.#lost = { ordered: lost('ordered'), lossy: lost('lossy') };
  }

  /** What the client must know to take part; undefined when it does not. */
  info(): Data | undefined {
    return this.#data;
  }

  /**
   * Lets the peer take part: messages for it are sent from now on, or wait in the engine, in order, until its data channels are
   * open. Needs transports that carry data.
   */
  async start(): Promise<void> {
    const { bus, peerId, media } = this.#options;
    const { recv } = media();
    this.#inlets.clear();
    const router = await bus.router;
    if (recv.closed) throw new GoneError('its media ended while messages were prepared'); // nobody would take it off the bus
    const consumers = await router.deliver(recv, bus.enter(peerId, recv));
    recv.observer.on('sctpstatechange', state => {
      if (recv === media().recv && (state === 'failed' || state === 'closed')) this.#disconnected();
    });
    for (const channel of messageChannels) {
      consumers[channel].on('sctpsendbufferfull', () => this.#lost[channel].add('buffer-full'));
    }
    const { port, maxReceiveMessageSize } = recv.sctpParameters ?? {};
    if (!port || !maxReceiveMessageSize) throw new Error('a transport that does not carry data');
    const streams = { ordered: streamOf(consumers.ordered), lossy: streamOf(consumers.lossy) };
    this.#data = { sctpPort: port, maxMessageSize: maxReceiveMessageSize, streams };
  }

  /** Resolves when the messages of that stream are heard. The same again changes nothing; another stream replaces it. */
  async publish({ channel, streamId }: Params<'publishData'>): Promise<void> {
    if (!this.#data) throw new RequestError('unsupported', undefined, 'joined without `data: true`');
    const { send } = this.#options.media();
    const known = this.#inlets.get(channel);
    if (known?.streamId === streamId && !known.producer.closed) return;
    for (const [other, inlet] of this.#inlets) {
      if (other !== channel && inlet.streamId === streamId) throw new RequestError('conflict', 'streamId');
    }
    known?.producer.close();
    try {
      const sctpStreamParameters = { streamId, ordered: channel === 'ordered' };
      const producer = adopt(send, await send.produceData({ sctpStreamParameters, label: channel }));
      this.#inlets.set(channel, { streamId, producer });
      await this.#listen(channel, producer);
    } catch (error) {
      throw engineRefusal(error, send, 'streamId');
    }
  }

  /** The peer has ended. */
  close(): void {
    this.#options.bus.leave(this.#options.peerId);
    for (const channel of messageChannels) {
      this.#refused[channel].close();
      this.#lost[channel].close();
    }
  }

  /** Closes `producer` when it cannot be listened to, so that publishing the same again is not taken to change nothing. */
  async #listen(channel: MessageChannel, producer: EngineDataProducer): Promise<void> {
    try {
      const router = await this.#options.bus.router;
      const inlet = this.#inletOf(channel, producer, router);
      inlet.attach(await router.listen(producer, (message, kind) => inlet.receive(message, kind)));
    } catch (error) {
      producer.close();
      throw error;
    }
  }

  #inletOf(channel: MessageChannel, producer: EngineDataProducer, router: DataRouter): MessageInlet {
    const { peerId, bus, maySend, onFailure } = this.#options;
    const refused = this.#refused[channel];
    return new MessageInlet({
      producer,
      allowance: this.#allowance,
      onFailure,
      refuse: (reason, count) => refused.add(reason, count),
      pass: (opened, kind) => {
        if (!maySend()) refused.add('not-permitted');
        else if (!bus.pass(router, peerId, channel, kind, opened)) refused.add('no-such-peer');
      },
    });
  }

  /** Its association has ended, for good: whoever names it is told that it is not there. */
  #disconnected(): void {
    if (!this.#options.bus.leave(this.#options.peerId)) return;
    for (const channel of messageChannels) this.#options.onLost(channel, 'disconnected', 0);
  }
}

function streamOf({ sctpStreamParameters }: EngineDataConsumer): number {
  if (!sctpStreamParameters) throw new Error('a data consumer that is not on SCTP');
  return sctpStreamParameters.streamId;
}
