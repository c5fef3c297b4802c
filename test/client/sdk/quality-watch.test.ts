import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Quality } from '#protocol/signals.ts';
import type { PathState } from '../../../client/sdk/generation.ts';
import { QualityWatch } from '../../../client/sdk/quality-watch.ts';
import { StatsReader } from '../../../client/sdk/stats.ts';

const interrupted = { level: 'poor', limit: 'interrupted' };
const good = { level: 'good', limit: null };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function watched() {
  const told: Quality[] = [];
  const reports: { at: number; quality: Quality }[] = [];
  const far = { path: 'connected' as PathState, refuses: false };
  const nothing = { reports: { send: new Map(), recv: new Map() }, sent: [], received: [] };
  let samples = 0;
  const watch = new QualityWatch({
    stats: () => {
      samples += 1;
      return Promise.resolve(new StatsReader().read(nothing, performance.now()));
    },
    pathState: () => far.path,
    isPaused: () => false,
    report: quality => {
      reports.push({ at: performance.now(), quality });
      return far.refuses ? Promise.reject(new Error('no')) : Promise.resolve();
    },
    changed: quality => void told.push(quality),
  });
  const goes = (path: PathState) => {
    far.path = path;
    watch.pathChanged();
  };
  return { watch, told, reports, far, goes, samples: () => samples };
}

test('samples every 2 s, and says nothing while all is well', async () => {
  const { samples, told, reports, watch } = watched();
  await vi.advanceTimersByTimeAsync(20_100);
  expect(samples()).toBe(10);
  expect([told, reports]).toEqual([[], []]);
  watch.stop();
});

test('a lost path is told at once', async () => {
  const { told, reports, goes, watch } = watched();
  await vi.advanceTimersByTimeAsync(500);
  goes('interrupted');
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toEqual([interrupted]);
  expect(reports.map(({ quality }) => quality)).toEqual([interrupted]);
  watch.stop();
});

test('the server is told at most once in 2 s, and the last word counts', async () => {
  const { told, reports, goes, watch } = watched();
  for (const path of ['interrupted', 'connected', 'interrupted', 'connected', 'interrupted'] as const) {
    goes(path);
    await vi.advanceTimersByTimeAsync(300);
  }
  await vi.advanceTimersByTimeAsync(300);
  goes('connected');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toHaveLength(6);
  expect(reports.map(({ quality }) => quality)).toEqual([interrupted, good]);
  expect((reports[1]?.at ?? 0) - (reports[0]?.at ?? 0)).toBeGreaterThanOrEqual(2_000);
  watch.stop();
});

test('a report that failed is made again', async () => {
  const { reports, far, goes, watch } = watched();
  far.refuses = true;
  goes('interrupted');
  await vi.advanceTimersByTimeAsync(1);
  far.refuses = false;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(reports.map(({ quality }) => quality)).toEqual([interrupted, interrupted]);
  watch.stop();
});

test('stopped, it is silent', async () => {
  const { samples, goes, told, watch } = watched();
  watch.stop();
  goes('interrupted');
  const before = samples();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(samples()).toBe(before);
  expect(told).toEqual([]);
});
