/** 2: how much one worker core carries before packets are late, beside the least that sending costs. */
import type { Benchmark, Outcome, Setting } from '../benchmark.ts';
import { doubts, isGeneratorBound, type Measured, othersInWords } from '../measure.ts';
import { fixed, percent } from '../report/numbers.ts';
import { type Gathered, onStage, type Stage } from '../stage.ts';
import { highest, type Search } from '../statistics/highest.ts';

const subscribers = 100;
const seconds = 3;
/** Of the publisher, so a hundred times as many in all. */
const search: Search = { from: 100, factor: 1.3, to: 4_000, halvings: 3 };
const few: Search = { from: 50, factor: 2, to: 200, halvings: 1 };
const latest = 5; // ms, 99th percentile, beyond the ruler
const mostLoss = 0.001;
const known = 250_000; // packets a second and core: the highest that anybody has told of a server of this kind (SRS)

const ways = [
  { name: 'with transport-cc', withTransportCc: true },
  { name: 'without', withTransportCc: false },
];

export const throughput: Benchmark = {
  number: 2,
  name: 'throughput',
  title: 'Packets a second that one worker core carries',
  method: `One publisher, ${subscribers} subscribers, packets of 1,200 bytes, faster and faster, until the 99th percentile of delay is ${latest} ms beyond that of [the ruler](ruler/ruler.c)
at the same rate, or more than ${percent(mostLoss)} are lost. The ruler receives one datagram and sends a copy to each; the same generator times both. Each has one core to itself; the
generator has another, and where it is at its limit first, the figure is a lower bound. A full core is the same cost for each packet up to 100 %.`,
  minutes: 3,
  run: ({ workerBin, quick, log }) =>
    onStage({ kinds: ['plenum', 'ruler'], workerBin }, async stage => {
      const trials: Trials[] = [];
      for (const way of ways) {
        log(way.name);
        trials.push(await findHighest(stage, { ...way, search: quick ? few : search }, log));
      }
      return outcomeOf(trials);
    }),
};

interface Trial {
  readonly plenum: Measured;
  readonly ruler: Measured;
}

interface Trials {
  readonly name: string;
  readonly all: readonly Trial[];
  /** Of those that were borne, the one with the highest load. */
  readonly best: Trial | undefined;
}

async function findHighest(
  stage: Stage<'plenum' | 'ruler'>,
  { name, withTransportCc, search }: { name: string; withTransportCc: boolean; search: Search },
  log: Setting['log'],
): Promise<Trials> {
  const plenum = await stage.gather('plenum', { subscribers, withTransportCc });
  const ruler = await stage.gather('ruler', { subscribers });
  await tryRate({ plenum, ruler }, search.from); // to warm up
  const all: Trial[] = [];
  const best = await highest(search, async packetsPerSecond => {
    const trial = await tryRate({ plenum, ruler }, packetsPerSecond);
    all.push(trial);
    log(`${fixed(trial.plenum.packetsPerSecond)} packets/s: ${inWords(trial)}`);
    return isBorne(trial);
  });
  await Promise.all([plenum.dismiss(), ruler.dismiss()]);
  const atBest = ({ plenum: { sent } }: Trial) => best !== undefined && sent === Math.round(best * seconds);
  return { name, all, best: all.findLast(trial => isBorne(trial) && atBest(trial)) };
}

async function tryRate(
  { plenum, ruler }: { plenum: Gathered; ruler: Gathered },
  packetsPerSecond: number,
): Promise<Trial> {
  const window = { packetsPerSecond, seconds };
  return { ruler: await ruler.measure(window), plenum: await plenum.measure(window) };
}

const added = ({ plenum, ruler }: Trial) => plenum.delay.p99 - ruler.delay.p99;

function isBorne(trial: Trial): boolean {
  return added(trial) < latest && trial.plenum.loss < mostLoss && !isGeneratorBound(trial.plenum);
}

function inWords(trial: Trial): string {
  const { plenum } = trial;
  const bound = isGeneratorBound(plenum) ? ', the generator at its limit' : '';
  return `worker ${percent(plenum.workerShare, 0)}, ${fixed(added(trial), 2)} ms beyond the ruler, ${percent(plenum.loss, 2)} lost${bound}`;
}

function outcomeOf(trials: readonly Trials[]): Outcome {
  const best = trials.flatMap(each => (each.best ? [each.best.plenum] : []));
  return {
    tables: [
      {
        head: [
          '',
          'packets/s',
          'Gbit/s',
          'worker',
          'packets/s and full core',
          'Gbit/s and full core',
          'of the ruler',
          'ended by',
        ],
        rows: trials.map(rowOf),
      },
    ],
    verdicts: [],
    remarks: [
      ...trials.map(towardsGoal),
      ...doubts(best),
      othersInWords(trials.flatMap(({ all }) => all.map(({ plenum }) => plenum))),
    ],
    raw: trials,
  };
}

function rowOf({ name, best, all }: Trials): string[] {
  if (!best) return [name, '–', '–', '–', '–', '–', '–', endedBy(all)];
  const { packetsPerSecond, bytes, seconds: lasted, workerShare } = best.plenum;
  const gigabits = (bytes * 8) / lasted / 1e9;
  return [
    name,
    fixed(packetsPerSecond),
    fixed(gigabits, 3),
    percent(workerShare, 0),
    fixed(packetsPerSecond / workerShare),
    fixed(gigabits / workerShare, 3),
    percent(shareOfRuler(best), 0),
    endedBy(all),
  ];
}

function shareOfRuler({ plenum, ruler }: Trial): number {
  return ruler.workerPerPacket / plenum.workerPerPacket;
}

/** What kept the load from being higher. */
function endedBy(all: readonly Trial[]): string {
  const failed = all.findLast(trial => !isBorne(trial));
  if (!failed) return 'the end of the search';
  if (isGeneratorBound(failed.plenum)) return 'the generator: a lower bound';
  return failed.plenum.loss >= mostLoss ? 'loss' : 'delay';
}

/** A goal is no promise: how far it is. */
function towardsGoal({ name, best }: Trials): string {
  const perCore = best ? best.plenum.packetsPerSecond / best.plenum.workerShare : Number.NaN;
  return `Goal: ${fixed(known)} packets a second and core. ${name}: ${fixed(perCore)}, which is ${percent(perCore / known, 0)} of it.`;
}
