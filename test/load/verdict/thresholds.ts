/** What a run was to keep, and whether it did. Pure. */
import { percentile } from '../../faults/statistics.ts';
import type { OptionValues } from '../options/option.ts';
import type { thresholdOptions } from '../options/threshold-options.ts';
import type { Summary } from '../report/summary.ts';

export type Thresholds = OptionValues<typeof thresholdOptions>;

export interface Threshold {
  readonly option: string;
  readonly limit: number;
  /** Null: there was nothing to measure, which keeps nothing. */
  readonly measured: number | null;
  readonly unit: string;
  readonly kept: boolean;
}

type Name = keyof Thresholds;

const measures: Record<Name, { unit: string; measure(summary: Summary): number | null }> = {
  'max-failures': {
    unit: '',
    measure: ({ failures }) => Object.values(failures).reduce((sum, count) => sum + count, 0),
  },
  'max-join-p95': { unit: 'ms', measure: ({ times }) => times.joined.p95 },
  'max-first-media-p95': {
    unit: 'ms',
    measure: ({ times }) => latest(times.firstAudio.p95, times.firstVideo.p95),
  },
  'max-delay-p99': { unit: 'ms', measure: ({ delays }) => latest(delays.audio.p99, delays.video.p99) },
  'max-loss': {
    unit: '%',
    measure: ({ traffic }) => (traffic.receivedPackets === 0 ? null : traffic.loss * 100),
  },
  'max-freezes': {
    unit: 'per stream and minute',
    measure: ({ traffic }) => (traffic.videoMinutes === 0 ? null : traffic.freezesPerMinute),
  },
  'min-bitrate': { unit: 'kbit/s', measure: lowBitrate },
};

/** Those that were given. */
export function thresholdsOf(summary: Summary, given: Thresholds): Threshold[] {
  return Object.entries(measures).flatMap(([name, { unit, measure }]) => {
    const limit = given[name as Name];
    if (limit === undefined) return [];
    const measured = measure(summary);
    const within = name.startsWith('min')
      ? (value: number) => value >= limit
      : (value: number) => value <= limit;
    return [{ option: `--${name}`, limit, measured, unit, kept: measured !== null && within(measured) }];
  });
}

function latest(one: number | null, other: number | null): number | null {
  return one === null ? other : Math.max(one, other ?? 0);
}

/** kbit/s that 95 of 100 peers got at least, of those who received anything or should have. */
function lowBitrate({ peers }: Summary): number | null {
  const receiving = peers.filter(({ received }) => received > 0).map(({ received }) => received / 1_000);
  return receiving.length === 0 ? null : percentile(receiving, 5);
}

/** `--max-loss 0.1 %: 0.04 %`. */
export function thresholdText({ option, limit, measured, unit }: Threshold): string {
  const withUnit = (value: number) => `${Number(value.toPrecision(3))}${unit && ` ${unit}`}`;
  return `${option} ${withUnit(limit)}: ${measured === null ? 'nothing was measured' : withUnit(measured)}`;
}
