/**
 * What operators are told of a server as a whole, and of the media of one peer at the moment. Knows no route.
 */
import Type, { type Static } from 'typebox';
import { SourceWord } from './grant.ts';
import { Layers } from './rtp.ts';
import { Closed, Id, OneOf, ProducerId, Time } from './shapes.ts';

const Count = Type.Integer({ minimum: 0 });
const Milliseconds = Type.Number({ minimum: 0, description: 'milliseconds' });
const BitsPerSecond = Type.Number({ minimum: 0, description: 'bit/s, as of the last second' });
const Fraction = Type.Number({ minimum: 0, maximum: 1, description: 'of all packets, 0 to 1' });
const Score = Type.Integer({
  minimum: 0,
  maximum: 10,
  description: '10: nothing is lost; 0: nothing arrives',
});
const OrNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });

export const WorkerInfo = Closed(
  {
    pid: Count,
    cpu: Type.Number({ minimum: 0, description: 'percent of one processor core, over the last seconds' }),
    memory: OrNull(Count, 'bytes that it holds in memory; `null`: the system does not tell'),
    load: Type.With(Count, { description: 'rooms and transports that it carries' }),
    overloaded: Type.Boolean({ description: 'nobody else is put on it' }),
  },
  { description: 'One media worker that runs.' },
);
export type WorkerInfo = Static<typeof WorkerInfo>;

export const DrainInfo = Closed(
  {
    seconds: OrNull(Count, 'until everybody is sent away and the server ends; `null`: when all have left'),
    peers: Type.With(Count, { description: 'how many are inside' }),
  },
  { description: 'A drain that is under way: nobody else is let in, and the server ends.' },
);
export type DrainInfo = Static<typeof DrainInfo>;

export const ServerInfo = Closed(
  {
    version: Type.String(),
    startedAt: Time,
    rooms: Type.With(Count, { description: 'that are open' }),
    peers: Type.With(Count, { description: 'those whose sockets are lost, and hidden ones, included' }),
    workers: Type.Array(WorkerInfo),
    loopDelay: Type.With(Milliseconds, {
      description: 'by which the event loop was late in the last seconds, in milliseconds',
    }),
    memory: Type.With(Count, { description: 'bytes that the process of the server holds in memory' }),
    overloaded: Type.Boolean({
      description: 'nobody else is let in, because the event loop is late or every worker has enough to do',
    }),
    draining: OrNull(DrainInfo, '`null`: it is not'),
    drainSeconds: OrNull(Count, 'how long a drain takes at most; `null`: until all have left'),
    announced: Type.Array(Type.String(), {
      description: 'IP addresses that are announced instead of the bound ones; empty: those are',
    }),
  },
  { description: 'How the server is.' },
);
export type ServerInfo = Static<typeof ServerInfo>;

const TransportReport = Closed(
  {
    direction: OneOf(['send', 'recv'], { description: 'as the client sees it' }),
    ice: OneOf(['new', 'connected', 'completed', 'disconnected', 'closed']),
    dtls: OneOf(['new', 'connecting', 'connected', 'failed', 'closed']),
    protocol: OrNull(OneOf(['udp', 'tcp']), '`null`: there is no path'),
    up: Type.With(BitsPerSecond, { description: 'bit/s that come from the client' }),
    down: Type.With(BitsPerSecond, { description: 'bit/s that go to the client' }),
    estimate: OrNull(
      BitsPerSecond,
      'bit/s that the path is believed to carry, to the client on `recv`, from it on `send`; `null`: not estimated',
    ),
  },
  { description: 'One transport, as the engine sees it.' },
);

const stream = {
  bitrate: BitsPerSecond,
  loss: OrNull(Fraction, 'as last reported; `null`: nobody has'),
  roundTrip: OrNull(Milliseconds, 'milliseconds; `null`: not measured yet'),
  score: OrNull(Score, '10: nothing is lost; 0: nothing arrives; `null`: not known'),
};

const SentReport = Closed(
  {
    producerId: ProducerId,
    source: SourceWord,
    paused: Type.Boolean(),
    encodings: Type.Array(Closed(stream), {
      description: 'what arrives of each, the lowest first; empty: nothing has',
    }),
  },
  { description: 'What it publishes.' },
);

const ReceivedReport = Closed(
  {
    consumerId: Id,
    from: Type.With(Id, { description: 'peer id of the publisher' }),
    source: SourceWord,
    paused: Type.Boolean({ description: 'muted, or not to be seen' }),
    layers: OrNull(Layers, 'that are sent; `null`: none, or it has none'),
    ...stream,
  },
  { description: 'What it receives.' },
);

export const MediaReport = Closed(
  {
    generation: Type.Integer({ minimum: 1 }),
    transports: Type.Array(TransportReport),
    sends: Type.Array(SentReport),
    receives: Type.Array(ReceivedReport),
  },
  { description: 'The media of one peer at this moment.' },
);
export type MediaReport = Static<typeof MediaReport>;
