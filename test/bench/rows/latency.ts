/** 3: how much later packets are for having been forwarded, and whether the last subscriber gets them as soon as the first. */
import type { Benchmark, Outcome } from '../benchmark.ts';
import { doubts, type Measured, othersInWords } from '../measure.ts';
import { fixed } from '../report/numbers.ts';
import { onStage } from '../stage.ts';
import { estimate } from '../statistics/estimate.ts';
import { interleave } from '../statistics/interleave.ts';

const kinds = ['plenum', 'bare', 'ruler'] as const;
type Round = Readonly<Record<(typeof kinds)[number], Measured>>;

const sizes = [1, 10, 50, 150];
const window = { packetsPerSecond: 50, seconds: 4 };

export const latency: Benchmark = {
  number: 3,
  name: 'latency',
  title: 'Added latency, and how far apart first and last subscriber are',
  method: `One publisher of ${window.packetsPerSecond} packets a second, 1,200 bytes each, to 1, 10, 50 and 150 subscribers, through Plenum, the bare script and the ruler in turn, forth and back, in windows of ${window.seconds} s.
Delay is from sending to arrival in the generator, which reads its sockets one after the other: what it measures through the ruler is its own share and the kernel's. Added is what is
beyond that. Fan-out is the time between the first and the last subscriber of one packet.`,
  minutes: 6,
  run: async ({ workerBin, quick, log }) => {
    const results: { subscribers: number; rounds: Round[] }[] = [];
    for (const subscribers of quick ? sizes.slice(0, 2) : sizes) {
      log(`${subscribers} subscribers`);
      const rounds = await onStage({ kinds, workerBin }, async stage => {
        const [plenum, bare, ruler] = [
          await stage.gather('plenum', { subscribers }),
          await stage.gather('bare', { subscribers }),
          await stage.gather('ruler', { subscribers }),
        ];
        const measures = {
          plenum: () => plenum.measure(window),
          bare: () => bare.measure(window),
          ruler: () => ruler.measure(window),
        };
        return interleave(measures, quick ? 1 : 3);
      });
      results.push({ subscribers, rounds });
    }
    return outcomeOf(results);
  },
};

type Results = readonly { readonly subscribers: number; readonly rounds: readonly Round[] }[];

function outcomeOf(results: Results): Outcome {
  const windows = results.flatMap(({ rounds }) => rounds.flatMap(({ plenum, bare }) => [plenum, bare]));
  return {
    tables: [
      {
        head: [
          'delay, ms',
          'ruler',
          'Plenum',
          'bare script',
          'added',
          'added, 99th percentile',
          'added by the bare script',
        ],
        rows: results.map(delayRow),
      },
      {
        head: [
          'fan-out, ms',
          'ruler',
          'Plenum',
          'bare script',
          'Plenum, 99th percentile',
          'beyond the ruler',
        ],
        rows: results.map(fanOutRow),
      },
    ],
    verdicts: [],
    remarks: [...doubts(windows), othersInWords(windows)],
    raw: results,
  };
}

type Figure = (round: Round) => number;

const middle = (rounds: readonly Round[]) => (of: Figure) => fixed(estimate(rounds.map(of)).median, 2);

function delayRow({ subscribers, rounds }: Results[number]): string[] {
  const cell = middle(rounds);
  return [
    `${subscribers}`,
    cell(({ ruler }) => ruler.delay.p50),
    cell(({ plenum }) => plenum.delay.p50),
    cell(({ bare }) => bare.delay.p50),
    cell(({ plenum, ruler }) => plenum.delay.p50 - ruler.delay.p50),
    cell(({ plenum, ruler }) => plenum.delay.p99 - ruler.delay.p99),
    cell(({ bare, ruler }) => bare.delay.p50 - ruler.delay.p50),
  ];
}

function fanOutRow({ subscribers, rounds }: Results[number]): string[] {
  const cell = middle(rounds);
  return [
    `${subscribers}`,
    cell(({ ruler }) => ruler.fanOut.p50),
    cell(({ plenum }) => plenum.fanOut.p50),
    cell(({ bare }) => bare.fanOut.p50),
    cell(({ plenum }) => plenum.fanOut.p99),
    cell(({ plenum, ruler }) => plenum.fanOut.p50 - ruler.fanOut.p50),
  ];
}
