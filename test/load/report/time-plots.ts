/** The plots of a report over time, and of how times are distributed. Pure. */
import { offsetOf } from './merge.ts';
import { plot, type Series } from './plot.ts';
import { ratesOf } from './rates.ts';
import type { Part, ProcessSample, Report, ServerSample } from './report.ts';

const time = { label: 'Seconds from the beginning', scale: 'linear' } as const;
const megabit = 1e6;
type Point = readonly [number, number];

/** SVG texts, those first that say most. */
export function plotsOf({ parts }: Report): string[] {
  return [
    plot({
      title: 'Peers inside',
      x: time,
      y: linear('Peers'),
      series: [line('peers', summed(parts, peersOf))],
    }),
    plot({
      title: 'Bitrate of all peers',
      x: time,
      y: linear('Mbit/s'),
      series: [
        line('received', summed(parts, bitrateOf('receivedBytes'))),
        line('sent', summed(parts, bitrateOf('sentBytes'))),
      ],
    }),
    plot({
      title: 'Packets lost',
      x: time,
      y: linear('Packets each second'),
      series: [line('lost', summed(parts, lossesOf))],
    }),
    plot({ title: 'What joining took', x: time, y: linear('Milliseconds'), series: joinSeries(parts) }),
    plot({
      title: 'How times are distributed',
      x: { label: 'Milliseconds', scale: 'log' },
      y: linear('Percent of visits'),
      series: distributions(parts),
    }),
    plot({ title: 'Processor time', x: time, y: linear('Percent of a core'), series: cpuSeries(parts) }),
    plot({
      title: 'From capture to arrival, 99th percentile',
      x: time,
      y: linear('Milliseconds'),
      series: eachProcess(parts, 'delay', delaysOf),
    }),
    plot({
      title: 'Event loops, how late',
      x: time,
      y: linear('Milliseconds, 99th percentile'),
      series: loopSeries(parts),
    }),
  ];
}

const linear = (label: string) => ({ label, scale: 'linear' }) as const;
const line = (name: string, points: readonly Point[]): Series => ({ name, points, line: true });

type OfProcess = (samples: readonly ProcessSample[]) => readonly Point[];

const peersOf: OfProcess = samples => samples.map(({ at, peers }) => [at / 1_000, peers]);
const delaysOf: OfProcess = samples =>
  samples.map(({ at, delayP99 }) => [at / 1_000, delayP99 ?? Number.NaN]);
const lossesOf: OfProcess = samples => ratesOf(samples, ({ lost }) => lost);
const bitrateOf =
  (key: 'receivedBytes' | 'sentBytes'): OfProcess =>
  samples =>
    ratesOf(samples, sample => sample[key]).map(([at, rate]) => [at, (rate * 8) / megabit]);

/** Over all processes, second by second: they tell theirs at nearly the same time. */
function summed(parts: readonly Part[], of: OfProcess): Point[] {
  const points = parts.flatMap(part =>
    part.processes.flatMap(({ samples }) => shifted(of(samples), part, parts)),
  );
  const seconds = Map.groupBy(points, ([at]) => Math.round(at));
  return [...seconds]
    .map(([second, all]): Point => {
      return [second, all.reduce((sum, [, value]) => sum + (Number.isNaN(value) ? 0 : value), 0)];
    })
    .toSorted(([a], [b]) => a - b);
}

function shifted(points: readonly Point[], part: Part, parts: readonly Part[]): Point[] {
  const offset = offsetOf(part, parts);
  return points.map(([at, value]) => [at + offset, value]);
}

function eachProcess(parts: readonly Part[], what: string, of: OfProcess): Series[] {
  return parts.flatMap((part, index) =>
    part.processes.map(({ number, samples }) => {
      const machine = parts.length > 1 ? ` of machine ${index + 1}` : '';
      return line(`${what}, process ${number + 1}${machine}`, shifted(of(samples), part, parts));
    }),
  );
}

function joinSeries(parts: readonly Part[]): Series[] {
  const stages = { joined: 'joined', firstAudio: 'first sound', firstVideo: 'first key frame' } as const;
  return Object.entries(stages).map(([stage, name]) => ({
    name,
    points: parts.flatMap(part => {
      const visits = part.peers.flatMap(({ report }) => report.visits);
      const points = visits.flatMap((visit): Point[] => {
        const taken = visit[stage as keyof typeof stages];
        return taken === undefined ? [] : [[visit.at / 1_000, taken]];
      });
      return shifted(points, part, parts);
    }),
  }));
}

function distributions(parts: readonly Part[]): Series[] {
  return joinSeries(parts).map(({ name, points }) => {
    const sorted = points.map(([, taken]) => taken).toSorted((a, b) => a - b);
    return line(
      name,
      sorted.map((taken, index): Point => [taken, ((index + 1) * 100) / sorted.length]),
    );
  });
}

function cpuSeries(parts: readonly Part[]): Series[] {
  const tool: OfProcess = samples => samples.map(({ at, cpu }) => [at / 1_000, cpu * 100]);
  const servers = parts.flatMap(part => {
    const names = Object.keys(part.server.samples.at(-1)?.cpu ?? {});
    return names.map(name => {
      const rates = ratesOf(part.server.samples, ({ cpu }) => cpu[name]);
      return line(
        `server, ${name}`,
        shifted(
          rates.map(([at, share]) => [at, share * 100]),
          part,
          parts,
        ),
      );
    });
  });
  return [...servers, ...eachProcess(parts, 'tool', tool)];
}

function loopSeries(parts: readonly Part[]): Series[] {
  const tool: OfProcess = samples => samples.map(({ at, loopDelay }) => [at / 1_000, loopDelay]);
  const server = parts.flatMap(part => {
    const late = (sample: ServerSample) => (sample.values.loopDelay ?? Number.NaN) * 1_000;
    const points = part.server.samples.map((sample): Point => [sample.at / 1_000, late(sample)]);
    return points.length === 0 ? [] : [line('server', shifted(points, part, parts))];
  });
  return [...server, ...eachProcess(parts, 'tool', tool)];
}
