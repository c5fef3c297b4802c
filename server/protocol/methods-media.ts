/** Transports, and what is sent and received on them. Entries of the table in methods.ts. */
import Type from 'typebox';
import { SourceWord } from './grant.ts';
import { Interest } from './interest.ts';
import { MessageChannelWord, StreamId } from './messages.ts';
import { creating, type Method, Nothing } from './method.ts';
import { DtlsParameters, IceParameters, RtpParameters } from './rtp.ts';
import { Closed, Id, Pixels, ProducerId, Uint32 } from './shapes.ts';

export const media = {
  connectTransport: {
    phase: 'joined',
    permission: 'member',
    cost: 1,
    summary:
      "Give the client's DTLS parameters for one transport. Only the first count: any that follow change nothing.",
    params: Closed({
      transportId: Id,
      dtlsParameters: Type.With(DtlsParameters, {
        description: "the client's; `role`: the one that the client takes",
      }),
    }),
    result: Nothing,
    errors: ['not-found', 'unavailable'],
  },
  restartIce: {
    phase: 'joined',
    permission: 'member',
    cost: creating,
    summary:
      'Get new ICE parameters for one transport, after which the client checks its paths anew. Media flows on meanwhile.',
    params: Closed({ transportId: Id }),
    result: Closed({ iceParameters: IceParameters }),
    errors: ['not-found', 'unavailable'],
  },
  renewMedia: {
    phase: 'joined',
    permission: 'member',
    cost: creating,
    summary:
      'Ask for another generation of your media, because no path leads to this one any more. `mediaRenewed` comes before the answer. Does nothing when the generation is not the latest.',
    params: Closed({
      generation: Type.With(Uint32, { description: 'the one that is of no use' }),
    }),
    result: Nothing,
    errors: [],
  },
  publish: {
    phase: 'joined',
    permission: 'publish',
    cost: creating,
    summary:
      'Publish a source over the send transport, under an id that the client chose. Needs no answer before media flows. The same publish again changes nothing; in a new generation it goes on under its id, muted where you or the room say so.',
    params: Closed({
      producerId: ProducerId,
      source: SourceWord,
      rtpParameters: RtpParameters,
      paused: Type.Boolean({ description: 'true: muted from the start' }),
      width: Type.Optional(
        Type.With(Pixels, { description: 'video: of the full picture, so that the server knows its layers' }),
      ),
      height: Type.Optional(Type.With(Pixels, { description: 'the same' })),
    }),
    result: Nothing,
    errors: ['not-permitted', 'conflict', 'unsupported', 'unavailable'],
  },
  unpublish: {
    phase: 'joined',
    permission: 'member',
    cost: 1,
    summary: 'Stop publishing a producer.',
    params: Closed({ producerId: ProducerId }),
    result: Nothing,
    errors: ['not-found'],
  },
  pauseProducer: {
    phase: 'joined',
    permission: 'member',
    cost: 1,
    summary: 'Mute a producer for everyone: the server forwards nothing of it.',
    params: Closed({ producerId: ProducerId }),
    result: Nothing,
    errors: ['not-found', 'unavailable'],
  },
  resumeProducer: {
    phase: 'joined',
    permission: 'member',
    cost: 1,
    summary: 'Un-mute a producer. The server asks for the key frame that its receivers need.',
    params: Closed({ producerId: ProducerId }),
    result: Nothing,
    errors: ['not-permitted', 'not-found', 'unavailable'],
  },
  setInterest: {
    phase: 'joined',
    permission: 'member',
    cost: 1,
    summary: 'Replace the interest. Consumers follow in signals; declaring the same again changes nothing.',
    params: Closed({ interest: Interest }),
    result: Nothing,
    errors: [],
  },
  startConsumers: {
    phase: 'joined',
    permission: 'member',
    cost: 1,
    summary:
      'Say that the receiving side of these consumers is built: media may flow. All or, when one id is unknown, none.',
    params: Closed({
      consumerIds: Type.Array(Id, { minItems: 1, maxItems: 512, description: 'consumers of this peer' }),
    }),
    result: Nothing,
    errors: ['not-found', 'unavailable'],
  },
  publishData: {
    phase: 'joined',
    permission: 'send',
    cost: creating,
    summary:
      'Say on which SCTP stream of the send transport the messages of one channel will come. Send the first when this is answered. Again with another stream: that one replaces it.',
    params: Closed({
      channel: MessageChannelWord,
      streamId: Type.With(StreamId, {
        description: 'of a data channel that the client has opened, negotiated out of band',
      }),
    }),
    result: Nothing,
    errors: ['not-permitted', 'conflict', 'unsupported', 'unavailable'],
  },
} as const satisfies Record<string, Method>;
