/** 7: what one worker core, and this machine, hold of the calls that people have. Its table goes into the README. */
import { availableParallelism } from 'node:os';
import type { Benchmark, Outcome, Setting, Table } from '../benchmark.ts';
import { isDisturbed, type Lap, startLap } from '../machine/stopwatch.ts';
import { tableOf as markdownTable } from '../report/markdown.ts';
import { fixed, percent } from '../report/numbers.ts';
import { startServers, stopServers } from '../servers/index.ts';
import type { BenchServer } from '../servers/server.ts';
import { fitLine, type Point } from '../statistics/line.ts';
import { Crowd } from '../traffic/crowd.ts';
import type { Sight } from '../traffic/crowd-process.ts';
import { type CallKind, callKinds } from './call-kinds.ts';

/** Of the server's cores; above it a saturated worker would be late with everything else. */
const fullAt = 0.8;
/** The crowd does its work on one core: above that it would be the crowd that is measured. */
const crowdFullAt = 0.7;
const workerFullAt = 0.5;
const latest = 50; // ms, 99th percentile
const mostLoss = 0.001;
const fewest = 3; // steps, for a line
const watched = 8; // s
const settles = 12; // s: bandwidth estimates rise, and with them the layers that are sent

interface Step {
  readonly count: number;
  readonly sight: Sight;
  readonly lap: Lap<'worker' | 'node' | 'crowd'>;
}

interface Held {
  readonly kind: CallKind;
  readonly steps: readonly Step[];
}

export const capacity: Benchmark = {
  number: 7,
  name: 'capacity',
  title: 'What one core and this machine hold',
  method: `Load peers send Opus and three layers of VP8 and receive what a page would show, one person of each meeting speaking. More and more calls come, until the worker uses ${percent(workerFullAt, 0)} of its core or the
load peers ${percent(crowdFullAt, 0)} of theirs. What a core holds at ${percent(fullAt, 0)} is **extrapolated** from there, along a line through the processor time of all steps. It was measured up to the largest step at which the 99th
percentile of delay was below ${latest} ms and loss below ${percent(mostLoss)}; steps that were worse are told below. The machine: all its cores at ${percent(fullAt, 0)}, shared between workers and Node, the load peers elsewhere.`,
  minutes: 8,
  run: async setting => {
    const held: Held[] = [];
    for (const kind of setting.quick ? callKinds.slice(0, 1) : callKinds) {
      setting.log(kind.name);
      held.push({ kind, steps: await fill(kind, setting) });
    }
    return outcomeOf(held);
  },
};

async function fill(kind: CallKind, { workerBin, quick, log }: Setting): Promise<Step[]> {
  const { plenum } = await startServers(['plenum'], workerBin);
  const crowd = await Crowd.gather();
  try {
    const steps: Step[] = [];
    for (let count = kind.step; !isFull(steps) && steps.length < (quick ? 2 : 8); count += kind.step) {
      await crowd.enter(plenum.url, kind.newcomers(count - kind.step, count));
      await crowd.watch(quick ? 1 : settles);
      steps.push(await look(plenum, crowd, { count, seconds: quick ? 2 : watched }));
      log(inWords(steps.at(-1)));
    }
    return steps;
  } finally {
    await crowd.close();
    await stopServers([plenum]);
  }
}

async function look(
  { pids: { worker, node } }: BenchServer,
  crowd: Crowd,
  { count, seconds }: { count: number; seconds: number },
): Promise<Step> {
  const finish = startLap({ worker, node, crowd: crowd.pid });
  const sight = await crowd.watch(seconds);
  return { count, sight, lap: finish() };
}

const share = ({ lap }: Step, name: 'worker' | 'node' | 'crowd') => lap.used[name] / lap.seconds;

function isFull(steps: readonly Step[]): boolean {
  const last = steps.at(-1);
  if (!last) return false;
  const isBad = steps.length >= fewest && !isGood(last);
  return share(last, 'worker') > workerFullAt || share(last, 'crowd') > crowdFullAt || isBad;
}

const lossOf = ({ sight: { lost, packets } }: Step) => lost / (lost + packets);

function isGood(step: Step): boolean {
  return step.sight.delay < latest && lossOf(step) < mostLoss;
}

function inWords(step: Step | undefined): string {
  if (!step) return 'nothing';
  const { count, sight } = step;
  return `${count}: worker ${percent(share(step, 'worker'), 0)}, Node ${percent(share(step, 'node'), 0)}, load peers ${percent(share(step, 'crowd'), 0)}, ${sight.streams} streams, delay ${fixed(sight.delay, 1)} ms, ${percent(lossOf(step), 2)} lost`;
}

/** So many until the processor time of those processes is `limit` cores. */
function countAt(steps: readonly Step[], limit: number, of: (step: Step) => number): number {
  const points = steps.map((step): Point => [step.count, of(step)]);
  // One step alone filled it: then nothing is known of what no call at all costs.
  const { slope, intercept } = fitLine(points.length > 1 ? points : [...points, [0, 0]]);
  return Math.max(0, Math.floor((limit - Math.max(0, intercept)) / slope));
}

function tableOf(held: readonly Held[]): Table {
  const cores = availableParallelism();
  const head = [
    '',
    'one worker core',
    `this machine (${cores} cores)`,
    'measured up to',
    'Mbit/s sent there',
  ];
  const rows = held.map(({ kind, steps }) => {
    const last = steps.findLast(isGood);
    const core = countAt(steps, fullAt, step => share(step, 'worker'));
    const machine = countAt(steps, fullAt * cores, step => share(step, 'worker') + share(step, 'node'));
    const sent = last ? (last.sight.bytes * 8) / last.sight.seconds / 1e6 : Number.NaN;
    const told = (count: number) =>
      `${fixed(count)} ${count === 1 ? kind.counted.replace(/s$/, '') : kind.counted}`;
    const whole = kind.isOneRoom ? 'one room is on one worker' : told(machine);
    return [kind.name, told(core), whole, fixed(last?.count ?? 0), fixed(sent)];
  });
  return { head, rows };
}

function outcomeOf(held: readonly Held[]): Outcome {
  const steps = held.flatMap(each => each.steps);
  const disturbed = steps.filter(({ lap }) => isDisturbed(lap)).length;
  const bad = held.flatMap(({ kind, steps: some }) =>
    some
      .filter(step => !isGood(step))
      .map(step => `${kind.name}, ${inWords(step)}: too late, or too much lost.`),
  );
  const busy = `**Not to be relied on:** the machine was busy with something else in ${disturbed} of ${steps.length} windows.`;
  const table = tableOf(held);
  return {
    tables: [table],
    summary: markdownTable(table),
    verdicts: [],
    remarks: [...(disturbed > 0 ? [busy] : []), ...bad],
    raw: held,
  };
}
