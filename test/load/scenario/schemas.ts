/** The shapes of a scenario and of planned peers, as processes tell each other and as they stand in a report. */
import Type from 'typebox';
import { Closed, OneOf } from '../../../server/protocol/shapes.ts';
import { mediaWays, sources } from '../../../server/protocol/words.ts';
import { layouts, type PlannedPeer, videoCodecs } from './scenario.ts';

const Count = Type.Integer({ minimum: 0 });
const Positive = Type.Number({ exclusiveMinimum: 0 });
const Milliseconds = Type.Number({ minimum: 0, description: 'milliseconds from the beginning' });

export const ScenarioSchema = Closed({
  seed: Count,
  rooms: Count,
  publishers: Count,
  subscribers: Count,
  audio: Type.Boolean(),
  video: Type.Boolean(),
  screens: Count,
  layout: OneOf(layouts),
  simulcast: Type.Boolean(),
  codec: OneOf(videoCodecs),
  speakerSeconds: Type.Number({ minimum: 0 }),
  joinsPerSecond: Positive,
  churn: Type.Number({ minimum: 0 }),
  seconds: Positive,
  way: OneOf(mediaWays),
  family: Type.Optional(OneOf(['IPv4', 'IPv6'])),
  verifyOneIn: Type.Integer({ minimum: 1 }),
});

const Spans = Type.Array(Closed({ from: Milliseconds, to: Milliseconds }));

export const PlannedPeerSchema = Type.Unsafe<PlannedPeer>(
  Closed({
    number: Count,
    room: Type.String(),
    name: Type.String(),
    sources: Type.Array(OneOf(sources)),
    layout: OneOf(layouts),
    visits: Spans,
    speaking: Spans,
  }),
);
