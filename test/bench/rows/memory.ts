/** 5: what a peer, a consumer and a room take, in the worker and in Node. */
import type { Benchmark, Outcome, Setting } from '../benchmark.ts';
import { ownBytes } from '../machine/memory.ts';
import { fixed } from '../report/numbers.ts';
import { type Gathering, onStage, type Stage } from '../stage.ts';
import { fitLine, type Line } from '../statistics/line.ts';

/** Bytes of each process when so many are there. */
interface Reading {
  readonly count: number;
  readonly worker: number;
  readonly node: number;
}

/** Grows in steps; after each it settles and is read. */
interface Growing {
  readonly name: string;
  /** Those who are there before. */
  readonly first?: Gathering;
  readonly step: Gathering;
  /** How many of what is counted come with a step. */
  readonly counted: number;
}

const steps = { full: 6, quick: 3 };
const settles = { full: 5, quick: 1 }; // s of traffic: buffers fill, and what was left over is collected

const growings: readonly Growing[] = [
  { name: 'peer that receives one video', step: { subscribers: 50 }, counted: 50 },
  {
    name: 'consumer (with a fiftieth of its publisher)',
    first: { subscribers: 50, room: 'lecture' },
    step: { subscribers: 0, room: 'lecture' },
    counted: 50,
  },
  { name: 'room with nobody but a publisher', step: { rooms: 40, subscribers: 0 }, counted: 40 },
];

export const memory: Benchmark = {
  number: 5,
  name: 'memory',
  title: 'Memory',
  method: `Memory of its own that each process has (RssAnon) while rooms of one publisher with 50 subscribers are added; then publishers in one room with 50 subscribers; then rooms with a publisher alone. Everybody is connected with ICE, DTLS and SRTP.
After each step there is traffic at 20 packets a second, so that buffers for retransmission are what they are in use. A figure is the slope of a line through all steps, and how well it fits.`,
  minutes: 2,
  run: async setting => {
    const results: { growing: Growing; readings: readonly Reading[] }[] = [];
    for (const growing of growings) {
      setting.log(growing.name);
      const readings = await onStage({ kinds: ['plenum'], workerBin: setting.workerBin }, stage =>
        grow(stage, growing, setting),
      );
      results.push({ growing, readings });
    }
    return outcomeOf(results);
  },
};

async function grow(
  stage: Stage<'plenum'>,
  { first, step, counted }: Growing,
  { quick }: Setting,
): Promise<Reading[]> {
  const size = quick ? 'quick' : 'full';
  const { worker, node = 0 } = stage.servers.plenum.pids;
  const readings: Reading[] = [];
  if (first) await stage.gather('plenum', first);
  for (let done = 1; done <= steps[size]; done += 1) {
    const gathered = await stage.gather('plenum', step);
    await gathered.measure({ packetsPerSecond: 20, seconds: settles[size] });
    readings.push({ count: done * counted, worker: ownBytes(worker), node: ownBytes(node) });
  }
  return readings;
}

type Results = readonly { readonly growing: Growing; readonly readings: readonly Reading[] }[];

function outcomeOf(results: Results): Outcome {
  const rows = results.map(({ growing, readings }) => {
    const slope = (of: (reading: Reading) => number) =>
      kilobytes(fitLine(readings.map(reading => [reading.count, of(reading)])));
    return [growing.name, ...slope(({ worker }) => worker), ...slope(({ node }) => node)];
  });
  return {
    tables: [{ head: ['each', 'worker, kB', 'fit (r²)', 'Node, kB', 'fit (r²)'], rows }],
    verdicts: [],
    remarks: [],
    raw: results,
  };
}

function kilobytes({ slope, r2 }: Line): [string, string] {
  return [fixed(slope / 1_000, 1), fixed(r2, 2)];
}
