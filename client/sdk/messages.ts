/**
 * The messages of one media generation: two channels to send on, opened when they are needed, and the two on which messages of others
 * arrive. Knows mediasoup-client and a signalling port; limits are checked before.
 */
import type { Transport } from 'mediasoup-client/types';
import type { Data } from '#protocol/messages.ts';
import { type MessageChannel as Channel, messageChannels } from '#protocol/words.ts';
import { MessageChannel } from './message-channel.ts';
import { openMessage, type SealedMessage } from './message-envelope.ts';
import { MessageError } from './message-error.ts';
import { asError, type Signalling } from './signalling.ts';

export interface RoomMessage {
  /** Peer id of the sender, as the server knows it. */
  from: string;
  /** As it was sent: a string or bytes. */
  data: string | Uint8Array;
  /** It came on the channel that keeps the order and loses nothing. */
  ordered: boolean;
}

export interface MessagesEvents {
  message(message: RoomMessage): void;
  failed(error: Error): void;
}

export class Messages {
  readonly #outgoing: Record<Channel, MessageChannel> | undefined;
  readonly #recv: Transport;
  readonly #events: MessagesEvents;

  /** `data` is absent when the room was joined without messages. */
  constructor(
    transports: { send: Transport; recv: Transport },
    data: Data | undefined,
    signalling: Signalling,
    events: MessagesEvents,
  ) {
    this.#recv = transports.recv;
    this.#events = events;
    if (!data) return;
    // The channel itself tells the server, and waits for the answer, which would hold up what else is to be sent here.
    transports.send.on('producedata', ({ label, sctpStreamParameters }, callback) =>
      callback({ id: `${label} ${sctpStreamParameters.streamId}` }),
    );
    this.#outgoing = {
      ordered: new MessageChannel('ordered', transports.send, signalling),
      lossy: new MessageChannel('lossy', transports.send, signalling),
    };
    // Behind the consumers that are being built, which wait for a turn of their own.
    queueMicrotask(() => {
      for (const channel of messageChannels) void this.#receive(channel, data.streams[channel]);
    });
  }

  /** Rejects with MessageError. */
  async send(message: SealedMessage, ordered: boolean): Promise<void> {
    if (!this.#outgoing) throw new MessageError('not-supported');
    return this.#outgoing[ordered ? 'ordered' : 'lossy'].send(message);
  }

  async #receive(channel: Channel, streamId: number): Promise<void> {
    if (this.#recv.closed) return;
    const ordered = channel === 'ordered';
    try {
      const consumer = await this.#recv.consumeData({
        id: channel,
        dataProducerId: channel,
        sctpStreamParameters: { streamId, ordered },
        label: channel,
      });
      consumer.binaryType = 'arraybuffer';
      consumer.on('message', wire => {
        const message = openMessage(wire);
        if (message) this.#events.message({ ...message, ordered });
      });
    } catch (error) {
      if (!this.#recv.closed) this.#events.failed(asError(error));
    }
  }
}

/** What mediasoup-client must know of the server's side to carry data over a transport. */
export function sctpParameters(data: Data | undefined) {
  if (!data) return {};
  const { sctpPort: port, maxMessageSize } = data;
  const size = { maxSendMessageSize: maxMessageSize, maxReceiveMessageSize: maxMessageSize };
  // The last three are for versions of mediasoup-client that still ask for them.
  return { sctpParameters: { port, ...size, OS: 65_535, MIS: 65_535, maxMessageSize } };
}
