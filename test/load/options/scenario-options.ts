/** The options that say what the peers do. Together they are a scenario. */
import Type from 'typebox';
import { OneOf } from '../../../server/protocol/shapes.ts';
import { mediaWays } from '../../../server/protocol/words.ts';
import { layouts, type Scenario, videoCodecs } from '../scenario/scenario.ts';
import type { OptionValues } from './option.ts';

const amount = (maximum: number, minimum = 0) => Type.Integer({ minimum, maximum });
const flag = { schema: Type.Boolean(), value: '' } as const;

export const scenarioOptions = {
  rooms: { schema: amount(10_000, 1), fallback: 1, value: 'N', meaning: 'rooms' },
  publishers: {
    schema: amount(1_000),
    fallback: 3,
    value: 'N',
    meaning: 'in each room: who sends, and receives what the layout says',
  },
  subscribers: {
    schema: amount(10_000),
    fallback: 0,
    value: 'N',
    meaning: 'in each room: who receives only',
  },
  audio: { ...flag, fallback: true, meaning: 'publishers send sound' },
  video: { ...flag, fallback: true, meaning: 'publishers send a camera' },
  screens: {
    schema: amount(1_000),
    fallback: 0,
    value: 'N',
    meaning: 'publishers of each room who share a screen',
  },
  layout: {
    schema: OneOf(layouts),
    fallback: '3x3',
    value: 'WORD',
    meaning: `what everybody looks at: ${layouts.join(', ')}`,
  },
  simulcast: { ...flag, fallback: true, meaning: 'cameras are sent in several sizes' },
  codec: {
    schema: OneOf(videoCodecs),
    fallback: 'VP8',
    value: 'WORD',
    meaning: `of video: ${videoCodecs.join(', ')}`,
  },
  'speaker-seconds': {
    schema: Type.Number({ minimum: 0, maximum: 3_600 }),
    fallback: 5,
    value: 'SECONDS',
    meaning: 'one publisher of each room speaks so long, then another; 0: all speak all the time',
  },
  joins: {
    schema: Type.Number({ minimum: 0.01, maximum: 10_000 }),
    fallback: 10,
    value: 'N',
    meaning: 'peers that come in each second, all rooms together',
  },
  churn: {
    schema: Type.Number({ minimum: 0, maximum: 1_000 }),
    fallback: 0,
    value: 'PERCENT',
    meaning: 'of peers that leave and come back within a minute',
  },
  seconds: {
    schema: Type.Number({ minimum: 1, maximum: 604_800 }),
    fallback: 30,
    value: 'SECONDS',
    meaning: 'how long it goes on once all are in',
  },
  seed: {
    schema: amount(2 ** 31 - 1),
    fallback: 1,
    value: 'N',
    meaning: 'of everything random: the same seed makes the same traffic',
  },
  way: {
    schema: OneOf(mediaWays),
    fallback: 'udp',
    value: 'WORD',
    meaning: `of media: ${mediaWays.join(', ')}`,
  },
  family: {
    schema: OneOf(['IPv4', 'IPv6']),
    fallback: undefined,
    value: 'WORD',
    meaning: 'of the addresses of media: IPv4, IPv6; without, the first that is offered',
  },
  verify: {
    schema: amount(1_000_000, 1),
    fallback: 100,
    value: 'N',
    meaning: 'one of so many received packets is decrypted and verified; 1: all',
  },
} as const;

/** As it is planned and run: what else there is among the options stays out of it, and so out of the report. */
export function scenarioOf(options: OptionValues<typeof scenarioOptions>): Scenario {
  const { seed, rooms, publishers, subscribers, audio, video, screens, layout, simulcast, codec } = options;
  const { 'speaker-seconds': speakerSeconds, joins, churn, seconds, way, family, verify } = options;
  return {
    ...{ seed, rooms, publishers, subscribers, audio, video, screens, layout, simulcast, codec },
    ...{ speakerSeconds, joinsPerSecond: joins, churn, seconds, way, verifyOneIn: verify },
    ...(family !== undefined && { family }),
  };
}
