/** What a peer's media are on the wire: its transports, and what is sent to it over them. */
import Type, { type Static } from 'typebox';
import { SourceWord } from './grant.ts';
import { Data } from './messages.ts';
import { MediaKind, RtpParameters, TransportInfo } from './rtp.ts';
import { Closed, Id, ProducerId } from './shapes.ts';

export const Consumer = Closed(
  {
    consumerId: Id,
    producerId: ProducerId,
    peerId: Id,
    source: SourceWord,
    kind: MediaKind,
    rtpParameters: RtpParameters,
  },
  { description: 'What the server sends of one producer to one peer.' },
);
export type Consumer = Static<typeof Consumer>;

export const Media = Closed(
  {
    generation: Type.Integer({ minimum: 1, description: "which incarnation of the peer's media this is" }),
    sendTransport: TransportInfo,
    recvTransport: TransportInfo,
    consumers: Type.Array(Consumer, {
      description: 'what the interest given in `join` already matches; paused until `startConsumers`',
    }),
    data: Type.Optional(
      Type.With(Data, { description: 'for messages; absent unless `join` asked for them' }),
    ),
  },
  { description: "A peer's transports and consumers on the server." },
);
export type Media = Static<typeof Media>;
