/**
 * Messages over data channels: what a client must know to send and receive them, and the header that each message carries on the
 * wire: one line of JSON, a line feed, then the payload.
 */
import Type, { type Static } from 'typebox';
import { Closed, Id, OneOf, Uint16 } from './shapes.ts';
import { messageChannels, messageLosses, messageRefusals } from './words.ts';

/** Receivers that one message can name. */
export const maxReceivers = 128;
/** Bytes of a header, its line feed not included: room for that many receivers. */
export const maxHeaderBytes = 12 * 1024;

export const MessageChannelWord = OneOf(messageChannels, {
  description: '`ordered`: in order, without loss; `lossy`: unordered, never sent a second time',
});
export const MessageRefusalWord = OneOf(Object.keys(messageRefusals) as (keyof typeof messageRefusals)[], {
  description: 'Why the server did not pass a message on, see [messages](#messages)',
});
export const MessageLossWord = OneOf(Object.keys(messageLosses) as (keyof typeof messageLosses)[], {
  description: 'Why a message did not reach its receiver, see [messages](#messages)',
});

/** SCTP stream ids beyond these are not available in every browser. */
export const StreamId = Type.Integer({ minimum: 0, maximum: 1023, description: 'SCTP stream id' });

export const MessageHeader = Closed(
  {
    to: Type.Optional(
      Type.Array(Id, {
        minItems: 1,
        maxItems: maxReceivers,
        description: 'peer ids of the receivers; absent: everybody else in the room',
      }),
    ),
  },
  { description: 'The first line of a message from client to server.' },
);
export type MessageHeader = Static<typeof MessageHeader>;

export const DeliveredHeader = Closed(
  {
    from: Type.With(Id, {
      description: 'peer id of the sender, as the server knows it; `server`: the HTTP API',
    }),
  },
  { description: 'The first line of a message from server to client.' },
);
export type DeliveredHeader = Static<typeof DeliveredHeader>;

export const Data = Closed(
  {
    sctpPort: Type.With(Uint16, { description: 'SCTP port of both ends, of both transports' }),
    maxMessageSize: Type.Integer({
      description: 'bytes, header included, that SCTP takes at most (`a=max-message-size`)',
    }),
    streams: Closed(
      {
        ordered: Type.With(StreamId, {
          description: 'messages of the channel `ordered` come on this stream',
        }),
        lossy: Type.With(StreamId, { description: 'those of `lossy` on this one' }),
      },
      { description: 'on the receive transport' },
    ),
  },
  { description: 'What a client needs to send and receive messages over data channels.' },
);
export type Data = Static<typeof Data>;

export const DataLimits = Closed(
  {
    messageBytes: Type.Integer({ description: 'longest payload of a message, its header not included' }),
    messages: Type.Integer({ description: 'a peer may send so many at once, both channels together' }),
    messagesPerSecond: Type.Integer({ description: 'and gets so many back each second' }),
    bytes: Type.Integer({ description: 'the same in bytes: at once' }),
    bytesPerSecond: Type.Integer({ description: 'and each second' }),
  },
  { description: 'What the server allows one peer to send in messages.' },
);
export type DataLimits = Static<typeof DataLimits>;

const Count = Type.Integer({
  minimum: 0,
  description: 'messages since this was last said; 0: nobody can tell how many',
});

export const messagesRefused = Closed({
  channel: MessageChannelWord,
  reason: MessageRefusalWord,
  count: Count,
});
export const messagesLost = Closed({ channel: MessageChannelWord, reason: MessageLossWord, count: Count });
