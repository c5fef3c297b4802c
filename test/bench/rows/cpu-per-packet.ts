/** 1: what the control plane costs the media path. */
import type { Benchmark, Outcome, Setting } from '../benchmark.ts';
import { doubts, type Measured, measure, othersInWords } from '../measure.ts';
import { plusMinus } from '../report/numbers.ts';
import { startServers, stopServers } from '../servers/index.ts';
import { type Estimate, estimate } from '../statistics/estimate.ts';
import { interleave, type Pair } from '../statistics/interleave.ts';
import { Generator } from '../traffic/generator.ts';

/** a: Plenum, b: the bare script. */
export type Comparison = readonly Pair<Measured>[];

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
  const pairs: Pair<Measured>[] = [];
  for (let start = 1; start <= size.starts; start += 1) {
    log(`start ${start} of ${size.starts}`);
    pairs.push(...(await compareOnce(workerBin, size)));
  }
  return pairs;
}

async function compareOnce(workerBin: string, size: ComparisonSize): Promise<Comparison> {
  const generator = await Generator.start();
  try {
    const servers = await startServers(['plenum', 'bare'], workerBin);
    try {
      for (const kind of ['plenum', 'bare'] as const) {
        const { url } = servers[kind];
        const options = { room: 'bench', subscribers: size.subscribers, withTransportCc: true };
        await generator.order({ do: 'gather', audience: kind, server: { kind, url }, ...options });
      }
      const windowOf = (kind: 'plenum' | 'bare') => () =>
        measure({ generator, server: servers[kind] }, { audience: kind, ...size });
      return await interleave({ a: windowOf('plenum'), b: windowOf('bare') }, size.blocks);
    } finally {
      await stopServers(Object.values(servers));
    }
  } finally {
    await generator.stop();
  }
}

export function workerRatio(pairs: Comparison): Estimate {
  return estimate(pairs.map(({ a, b }) => a.workerPerPacket / b.workerPerPacket));
}

const goal = 1.0;
const must = 1.03;

function outcomeOf(pairs: Comparison): Outcome {
  const [plenum, bare] = [pairs.map(({ a }) => a), pairs.map(({ b }) => b)];
  const ratio = workerRatio(pairs);
  const whole = estimate(pairs.map(({ a, b }) => wholePerPacket(a) / wholePerPacket(b)));
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
        kept: ratio.median <= must,
      },
    ],
    remarks: [...doubts([...plenum, ...bare]), othersInWords([...plenum, ...bare])],
    raw: pairs,
  };
}

function wholePerPacket({ workerPerPacket, nodePerPacket }: Measured): number {
  return workerPerPacket + nodePerPacket;
}
