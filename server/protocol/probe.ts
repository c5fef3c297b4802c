/**
 * What is said on the data channel `ordered` of a probe: one JSON text for each message. The packets that are measured with go by
 * `lossy`, and mean nothing.
 */
import Type, { type Static } from 'typebox';
import { Closed, Line, OneOf } from './shapes.ts';

/** Bounds of one burst: 8 Mbit/s for two seconds. */
export const maxBurst = { messages: 2_000, bytes: 1_000, perSecond: 1_000 } as const;
/** Bytes of a command: more is refused unread. */
export const maxCommandBytes = 256;

const Serial = Type.Integer({
  minimum: 0,
  maximum: 1_000_000,
  description: 'chosen by the client; the answer has the same',
});
const Messages = Type.Integer({ minimum: 0, description: 'on `lossy`, since the probe began' });

export const ProbeEcho = Closed(
  { type: OneOf(['echo']), serial: Serial },
  { description: 'Ask for an answer, to see how long it takes. The answer is the same.' },
);

export const ProbeCount = Closed(
  { type: OneOf(['count']), serial: Serial },
  { description: 'Ask what has arrived. The answer is `counted`.' },
);

export const ProbeSend = Closed(
  {
    type: OneOf(['send']),
    serial: Serial,
    messages: Type.Integer({ minimum: 1, maximum: maxBurst.messages }),
    bytes: Type.Integer({ minimum: 1, maximum: maxBurst.bytes, description: 'of each message' }),
    perSecond: Type.Integer({ minimum: 1, maximum: maxBurst.perSecond }),
  },
  {
    description:
      'Ask for messages on `lossy`, evenly spread. `sending` says that they begin, which may take some seconds, `sent` that they end.',
  },
);

export const ProbeCounted = Closed(
  {
    type: OneOf(['counted']),
    serial: Serial,
    messages: Messages,
    bytes: Type.Integer({ minimum: 0, description: 'of these messages' }),
    at: Type.Number({
      minimum: 0,
      description: 'milliseconds, of a clock that only differences can be taken of',
    }),
  },
  { description: 'What has arrived.' },
);

export const ProbeSending = Closed(
  { type: OneOf(['sending', 'sent']), serial: Serial },
  { description: 'The messages that were asked for begin, or have ended.' },
);

export const ProbeRefused = Closed(
  {
    type: OneOf(['refused']),
    reason: OneOf(['parse-error', 'invalid-params', 'rate-limited']),
    detail: Line('Detail', 300, 'What is wrong, naming the field'),
  },
  { description: 'A command that was not carried out: one that makes no sense, or one too many.' },
);

/** By their `type`. */
export const probeCommands = { echo: ProbeEcho, count: ProbeCount, send: ProbeSend };

export type ProbeSend = Static<typeof ProbeSend>;
export type ProbeCommand = Static<typeof ProbeEcho> | Static<typeof ProbeCount> | ProbeSend;
export type ProbeAnswer =
  | Static<typeof ProbeEcho>
  | Static<typeof ProbeCounted>
  | Static<typeof ProbeSending>
  | Static<typeof ProbeRefused>;
