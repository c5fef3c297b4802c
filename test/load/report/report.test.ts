import { expect, test } from 'vitest';
import { readCommand } from '../options/run-options.ts';
import { aPart, aPeer, aReport, aSample } from '../support/a-part.ts';
import { verdictOf } from '../verdict/verdict.ts';
import { htmlOf } from './html.ts';
import { merged, readReport } from './merge.ts';
import { meanRate, ratesOf } from './rates.ts';
import type { Report } from './report.ts';
import { summaryOf } from './summary.ts';
import { textOf } from './text.ts';

const written = (report: Report) => {
  const summary = summaryOf(report);
  return JSON.stringify({ ...report, summary, verdict: verdictOf(report, summary, readCommand([]).options) });
};

test('a report that was written is read as it was', () => {
  const report = aReport(aPart());
  const read = readReport(written(report), 'a.json');
  expect(read.parts).toEqual(report.parts);
});

test('what is no report is told, with the file and the place', () => {
  expect(() => readReport('{', 'a.json')).toThrow('a.json is no JSON.');
  const report = structuredClone(aReport(aPart()));
  Object.assign(report.parts[0]?.peers[0]?.report ?? {}, { room: 5 });
  expect(() => readReport(JSON.stringify(report), 'a.json')).toThrow(
    /a\.json .*parts\.0\.peers\.0\.report\.room/,
  );
});

test('two machines are one report: percentiles of all that both measured, bitrates added', () => {
  const slow = aPeer(0, { visits: [{ at: 0, hello: 5, joined: 900 }] });
  const other = aPart({ startedAt: 1_800_000_003_000, roomPrefix: 'other', peers: [slow] }, [80, 90, 100]);
  const report = merged([aReport(other), aReport(aPart())]);
  const summary = summaryOf(report);
  expect(report.parts.map(({ roomPrefix }) => roomPrefix)).toEqual(['load', 'other']);
  expect(summary.peers).toHaveLength(3);
  expect(summary.times.joined).toMatchObject({ count: 3, p50: 20, max: 900 });
  expect(summary.delays.audio.count).toBe(6);
  expect(summary.delays.audio.p50).toBeCloseTo(3, 1);
  expect(summary.delays.audio.max).toBeCloseTo(100, 0);
  expect(summary.traffic.received).toBeCloseTo(2 * 100 * 8 * 1_000, 0);
});

test('runs that were not at the same time, or the same run twice, are no run of two machines', () => {
  const later = aPart({ startedAt: 1_800_000_030_000, roomPrefix: 'other' });
  expect(() => merged([aReport(aPart()), aReport(later)])).toThrow('not at the same time');
  expect(() => merged([aReport(aPart()), aReport(aPart())])).toThrow('twice');
});

test('one server elsewhere that two machines watched is told once', () => {
  const server = (samples: number) => ({
    ...{ url: 'https://calls.example.com', own: false, missing: [] },
    samples: Array.from({ length: samples }, (_, index) => ({
      ...{ at: index * 1_000, memory: { node: 5e7 }, values: { peers: samples } },
      cpu: { node: index * 0.1, 'worker 0': index * 0.5 },
    })),
  });
  const parts = [aPart({ server: server(0) }), aPart({ roomPrefix: 'other', server: server(10) })];
  const { servers } = summaryOf(aReport(...parts));
  expect(servers).toHaveLength(1);
  expect(servers[0]).toMatchObject({ peers: 10, loopDelay: null });
  expect(servers[0]?.processes[1]).toMatchObject({ name: 'worker 0', memory: null });
  expect(servers[0]?.processes[1]?.cpu).toBeCloseTo(0.5, 5);
});

test('rates are growth each second; what begins anew is a gap', () => {
  const samples = [0, 100, 300, 10].map((sentPackets, index) => aSample(index * 2_000, { sentPackets }));
  expect(ratesOf(samples, sample => sample.sentPackets)).toEqual([
    [2, 50],
    [4, 100],
    [6, Number.NaN],
  ]);
  expect(meanRate(samples.slice(0, 3), sample => sample.sentPackets)).toBe(75);
  expect(meanRate([], () => 1)).toBeUndefined();
});

test('in words and on the page the verdict comes first, and the page asks for nothing else', () => {
  const report = aReport(aPart());
  const summary = summaryOf(report);
  const verdict = verdictOf(report, summary, readCommand(['--max-loss', '2']).options);
  const text = textOf(report, summary, verdict);
  expect(text.split('\n')[0]).toBe('All was kept: --max-failures 0: 0; --max-loss 2 %: 1 %.');
  expect(text).toMatch(/joined +2 +20 +20 +20 +20/);
  const html = htmlOf(report, summary, verdict);
  expect(html.indexOf(verdict.sentence)).toBeLessThan(html.indexOf('<svg'));
  expect(html.match(/<svg/g)).toHaveLength(8);
  expect(html).not.toMatch(/<(script|link|img|iframe)|url\(|@import|(src|href)=/);
});

test('a room’s name cannot break out of the page', () => {
  const report = aReport(aPart({ peers: [aPeer(0, { room: '<img src=x onerror=alert(1)>' })] }));
  const summary = summaryOf(report);
  expect(htmlOf(report, summary, verdictOf(report, summary, readCommand([]).options))).not.toContain('<img');
});
