/**
 * One channel on which this peer sends messages: a data channel that is opened at the first of them. Bounds what waits. Lives on the
 * send transport of one media generation.
 */
import type { DataProducer, Transport } from 'mediasoup-client/types';
import type { MessageChannel as Channel } from '#protocol/words.ts';
import type { SealedMessage } from './message-envelope.ts';
import { asMessageError, MessageError } from './message-error.ts';
import { isRefusal } from './request-error.ts';
import type { Signalling } from './signalling.ts';

/** Bytes that may wait to be sent: 4 s at 2 Mbit/s. */
const maxBuffered = 1024 * 1024;
const openDeadline = 15_000; // ms
const reliability = { ordered: { ordered: true }, lossy: { ordered: false, maxRetransmits: 0 } } as const;

export class MessageChannel {
  readonly #channel: Channel;
  readonly #transport: Transport;
  readonly #signalling: Signalling;
  #producer: DataProducer | undefined;
  #opened: Promise<DataProducer> | undefined;
  /** Bytes of messages that wait for the channel to open. */
  #waiting = 0;

  constructor(channel: Channel, transport: Transport, signalling: Signalling) {
    this.#channel = channel;
    this.#transport = transport;
    this.#signalling = signalling;
  }

  /** Resolves when the browser has taken it. Rejects with MessageError: `buffer-full`, `not-permitted`, `not-connected`, `not-supported`. */
  async send({ wire, bytes }: SealedMessage): Promise<void> {
    const buffered = this.#waiting + (this.#producer?.bufferedAmount ?? 0);
    if (buffered + bytes > maxBuffered) throw new MessageError('buffer-full');
    this.#waiting += bytes;
    let producer: DataProducer;
    try {
      // Also when it is open: so messages leave in the order of the calls.
      producer = await this.#open();
    } finally {
      this.#waiting -= bytes;
    }
    if (producer.closed) throw new MessageError('not-connected');
    try {
      producer.send(wire);
    } catch (error) {
      throw new MessageError('buffer-full', error); // all that an open channel refuses a message for
    }
  }

  #open(): Promise<DataProducer> {
    if (this.#producer?.closed) this.#opened = undefined;
    this.#opened ??= this.#openNow().catch((error: unknown) => {
      this.#opened = undefined; // the next message tries anew
      this.#producer?.close();
      throw asMessageError(error, isRefusal(error, 'not-permitted') ? 'not-permitted' : 'not-connected');
    });
    return this.#opened;
  }

  /** The server must know the stream before the first message comes: it drops what comes earlier. */
  async #openNow(): Promise<DataProducer> {
    const channel = this.#channel;
    if (this.#transport.closed) throw new MessageError('not-connected');
    const producer = await this.#transport.produceData({ ...reliability[channel], label: channel });
    this.#producer = producer;
    const { streamId = 0 } = producer.sctpStreamParameters;
    await Promise.all([this.#signalling.request('publishData', { channel, streamId }), opened(producer)]);
    return producer;
  }
}

function opened(producer: DataProducer): Promise<void> {
  if (producer.readyState === 'open') return Promise.resolve();
  return new Promise((resolve, reject) => {
    const fail = () => {
      clearTimeout(timer);
      reject(new MessageError('not-connected'));
    };
    const timer = setTimeout(fail, openDeadline);
    producer.on('open', () => {
      clearTimeout(timer);
      resolve();
    });
    producer.observer.on('close', fail);
  });
}
