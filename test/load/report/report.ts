/**
 * The report of a run as it is written and read: what was measured on each machine, raw, so that reports of several can be one. What
 * follows from it (summary, verdict) is made of it again each time. The schema is the documentation of the JSON file.
 */
import Type, { type Static } from 'typebox';
import { Closed } from '../../../server/protocol/shapes.ts';
import { ScenarioSchema } from '../scenario/schemas.ts';
import { PeerResultSchema } from './peer-schema.ts';

export const reportVersion = 1;

const Count = Type.Number({ minimum: 0 });
const At = Type.Number({ description: 'milliseconds since the run began' });
const OrNull = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** Of one process of peers, each second. Counts since the beginning. */
export const ProcessSampleSchema = Closed({
  at: At,
  peers: Type.Number({ description: 'inside at that moment' }),
  receivedPackets: Count,
  receivedBytes: Count,
  lost: Type.Number(),
  sentPackets: Count,
  sentBytes: Count,
  freezes: Count,
  reconnects: Count,
  failures: Count,
  delayP99: OrNull(Type.Number({ description: 'milliseconds from capture to arrival, in this second' })),
  cpu: Type.Number({ description: 'of one core, 1: all of it, in this second' }),
  loopDelay: Type.Number({
    description: 'milliseconds by which the event loop was late at worst in this second',
  }),
  lateness: Type.Number({
    description: 'milliseconds by which the sending clock was late, at worst, in this second',
  }),
  kernelDrops: OrNull(
    Type.Number({
      description: 'datagrams that the kernel dropped on our sockets; null: the system does not say',
    }),
  ),
});
export type ProcessSample = Static<typeof ProcessSampleSchema>;

const ProcessSchema = Closed({
  number: Count,
  peers: Count,
  samples: Type.Array(ProcessSampleSchema),
  died: OrNull(Type.String({ description: 'why it ended before its time' })),
});
export type ProcessRecord = Static<typeof ProcessSchema>;

/** The machine that the tool ran on, each second: shares of all its cores. */
const MachineSampleSchema = Closed({ at: At, busy: Type.Number(), steal: Type.Number() });
export type MachineSample = Static<typeof MachineSampleSchema>;

const MachineSchema = Closed({
  cpu: Type.String(),
  cores: Count,
  kernel: Type.String(),
  node: Type.String(),
  mediasoup: Type.String({
    description: 'version of the package beside the tool; a server elsewhere may have another',
  }),
});

/** The server's side, each second. Counts since it started; what it does not tell is absent. */
const ServerSampleSchema = Closed({
  at: At,
  cpu: Type.Record(Type.String(), Count, {
    description: 'seconds of processor time, of `node` and of each worker',
  }),
  memory: Type.Record(Type.String(), Count, { description: 'bytes, the same way' }),
  values: Type.Record(Type.String(), Type.Number(), {
    description: 'by the words of server-side/readings.ts',
  }),
});
export type ServerSample = Static<typeof ServerSampleSchema>;

const ServerSchema = Closed({
  url: Type.String(),
  own: Type.Boolean({ description: 'started for the run, on the same machine' }),
  missing: Type.Array(Type.String(), { description: 'sentences on what it did not tell' }),
  samples: Type.Array(ServerSampleSchema),
});
export type ServerRecord = Static<typeof ServerSchema>;

const PartSchema = Closed(
  {
    startedAt: Type.Integer({ description: 'milliseconds since 1970' }),
    scenario: ScenarioSchema,
    roomPrefix: Type.String(),
    allIn: At,
    ended: At,
    interrupted: Type.Boolean(),
    machine: MachineSchema,
    machineSamples: Type.Array(MachineSampleSchema),
    processes: Type.Array(ProcessSchema),
    peers: Type.Array(PeerResultSchema),
    missed: Closed(
      { audio: Type.Array(Count), video: Type.Array(Count) },
      { description: 'numbers of peers, once for each visit, to whom somebody sent, and nothing came' },
    ),
    delays: Closed(
      { audio: Type.String(), video: Type.String() },
      { description: 'HdrHistogram, compressed, base64, in microseconds' },
    ),
    server: ServerSchema,
  },
  { description: 'what one machine measured' },
);
export type Part = Static<typeof PartSchema>;

export const ReportSchema = Closed({
  format: Type.Literal('plenum-load-report'),
  version: Type.Literal(reportVersion),
  parts: Type.Array(PartSchema, { minItems: 1 }),
  summary: Type.Optional(
    Type.Unknown({ description: 'summary.ts: for whoever reads the file; not read again' }),
  ),
  verdict: Type.Optional(Type.Unknown({ description: 'verdict.ts: the same' })),
});
export type Report = Static<typeof ReportSchema>;
