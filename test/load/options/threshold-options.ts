/** The options that are limits: what a run must keep to end with 0. */
import Type from 'typebox';

const limit = Type.Number({ minimum: 0 });

export const thresholdOptions = {
  'max-failures': {
    schema: Type.Integer({ minimum: 0 }),
    fallback: 0,
    value: 'N',
    meaning: 'visits that failed, or to whom no media came',
  },
  'max-join-p95': {
    schema: limit,
    fallback: undefined,
    value: 'MS',
    meaning: 'milliseconds from opening the socket to the answer to join, 95th percentile',
  },
  'max-first-media-p95': {
    schema: limit,
    fallback: undefined,
    value: 'MS',
    meaning: 'the same to the first sound and the first key frame, the later of the two percentiles',
  },
  'max-delay-p99': {
    schema: limit,
    fallback: undefined,
    value: 'MS',
    meaning: 'milliseconds from capture to arrival, 99th percentile; needs one clock',
  },
  'max-loss': {
    schema: limit,
    fallback: undefined,
    value: 'PERCENT',
    meaning: 'of all packets that never came',
  },
  'max-freezes': {
    schema: limit,
    fallback: undefined,
    value: 'N',
    meaning: 'freezes for each minute of each received video',
  },
  'min-bitrate': {
    schema: limit,
    fallback: undefined,
    value: 'KBITS',
    meaning: 'kbit/s that 95 of 100 receiving peers get at least',
  },
} as const;
