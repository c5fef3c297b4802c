/** 1: what the control plane costs the media path. */
import type { Benchmark, Outcome, Setting } from '../benchmark.ts';
import { doubts, type Measured, othersInWords, wholePerPacket } from '../measure.ts';
import { plusMinus } from '../report/numbers.ts';
import { onStage } from '../stage.ts';
import { type Estimate, estimate } from '../statistics/estimate.ts';
import { interleave } from '../statistics/interleave.ts';

/** One window of each, neighbours in time. */
export type Comparison = readonly Readonly<Record<'plenum' | 'bare', Measured>>[];

export interface ComparisonSize {
  /** Both servers begin anew so many times: where a process lies in memory makes a difference of its own. */
  readonly starts: number;
  /** A-B-B-A so many times with each. */
  readonly blocks: number;
  readonly seconds: number;
  readonly subscribers: number;
  /** Of the publisher. */
  readonly packetsPerSecond: number;
}

const full: ComparisonSize = { starts: 6, blocks: 2, seconds: 5, subscribers: 60, packetsPerSecond: 300 };
const small: ComparisonSize = { starts: 1, blocks: 1, seconds: 2, subscribers: 20, packetsPerSecond: 200 };

export const cpuPerPacket: Benchmark = {
  number: 1,
  name: 'cpu-per-packet',
  title: 'Processor time per forwarded packet, against a bare script',
  method: `One publisher, ${full.subscribers} subscribers, ${full.packetsPerSecond} packets a second of 1,200 bytes, with transport-cc. Plenum as \`node server/main.ts\` and
[the bare script](bare/bare.ts) run side by side with the same worker binary, pinned to one core; traffic goes through one at a time, A-B-B-A, in windows of ${full.seconds} s,
and both are started anew ${full.starts} times. A ratio is that of two neighbouring windows.`,
  minutes: 5,
  run: async setting => outcomeOf(await compare(setting, setting.quick ? small : full)),
};

/** Interleaved windows of both, from servers that were started for it. */
export async function compare({ workerBin, log }: Setting, size: ComparisonSize): Promise<Comparison> {
  const rounds: Comparison[number][] = [];
  for (let start = 1; start <= size.starts; start += 1) {
    log(`start ${start} of ${size.starts}`);
    const more = await onStage({ kinds: ['plenum', 'bare'], workerBin }, async stage => {
      const [plenum, bare] = [await stage.gather('plenum', size), await stage.gather('bare', size)];
      return interleave({ plenum: () => plenum.measure(size), bare: () => bare.measure(size) }, size.blocks);
    });
    rounds.push(...more);
  }
  return rounds;
}

export function workerRatio(rounds: Comparison): Estimate {
  return estimate(rounds.map(({ plenum, bare }) => plenum.workerPerPacket / bare.workerPerPacket));
}

const goal = 1.0;
const must = 1.03;

function outcomeOf(rounds: Comparison): Outcome {
  const [plenum, bare] = [rounds.map(each => each.plenum), rounds.map(each => each.bare)];
  const doubtful = doubts([...plenum, ...bare]);
  const ratio = workerRatio(rounds);
  const whole = estimate(rounds.map(each => wholePerPacket(each.plenum) / wholePerPacket(each.bare)));
  const row = (name: string, of: (each: Measured) => number, compared?: Estimate) => [
    name,
    plusMinus(estimate(plenum.map(of)), 2),
    plusMinus(estimate(bare.map(of)), 2),
    compared ? plusMinus(compared, 3) : '', // the Node of the bare script has nothing to do
  ];
  return {
    tables: [
      {
        head: ['microseconds per packet', 'Plenum', 'bare script', 'ratio'],
        rows: [
          row('worker', ({ workerPerPacket }) => workerPerPacket, ratio),
          row('Node', ({ nodePerPacket }) => nodePerPacket),
          row('both', wholePerPacket, whole),
        ],
      },
    ],
    verdicts: [
      {
        promise: `worker at most ${must} times the bare script (goal ${goal.toFixed(2)})`,
        measured: plusMinus(ratio, 3),
        kept: doubtful.length > 0 ? undefined : ratio.median <= must,
      },
    ],
    remarks: [...doubtful, othersInWords([...plenum, ...bare])],
    raw: rounds,
  };
}
