/** The second half of 4: how many joins a second the server bears for a minute, without one failing or a call noticing. */
import { availableParallelism } from 'node:os';
import type { Setting, Table, Verdict } from '../benchmark.ts';
import { startLap } from '../machine/stopwatch.ts';
import type { Measured } from '../measure.ts';
import { fixed, percent } from '../report/numbers.ts';
import { type Gathered, onStage, type Stage } from '../stage.ts';
import { highest } from '../statistics/highest.ts';
import type { FloodReport } from '../traffic/flood.ts';
import { Generator } from '../traffic/generator.ts';

const must = 50; // a second
const goal = 100;
const rooms = 10; // of each crowd
const call = { subscribers: 4, packetsPerSecond: 50 };
const mostLoss = 0.001;
const joinersFullAt = 0.4; // of the machine, and more than the server: it is they who need it
const latest = 50; // ms, 99th percentile, of the call's packets

interface Trial {
  readonly joinsPerSecond: number;
  readonly seconds: number;
  readonly flood: FloodReport;
  readonly call: Measured;
  /** Cores: of the server's Node, its worker, and those who join. */
  readonly cores: Readonly<Record<'node' | 'worker' | 'joiners', number>>;
}

export interface Flooding {
  readonly tables: readonly Table[];
  readonly remarks: readonly string[];
  readonly raw: readonly Trial[];
  /** The highest rate that was held for the full time. */
  readonly held: Trial | undefined;
}

/** Looks for the highest rate in short trials, then holds it for a minute; a tenth less each time it does not last. */
export async function joinsAtOnce({ workerBin, quick, log }: Setting): Promise<Flooding> {
  const [short, long] = quick ? [3, 5] : [8, 60];
  const search = quick
    ? { from: 5, factor: 2, to: 10, halvings: 0 }
    : { from: 20, factor: 1.5, to: 250, halvings: 2 };
  const trials: Trial[] = [];
  const tried = async (scene: Scene, joinsPerSecond: number, seconds: number) => {
    const trial = await attempt(scene, joinsPerSecond, seconds);
    trials.push(trial);
    log(`${joinsPerSecond} joins/s for ${seconds} s: ${inWords(trial)}`);
    return isBorne(trial);
  };
  await onStage({ kinds: ['plenum'], workerBin }, async stage => {
    const scene = await setScene(stage);
    try {
      let rate = await highest(search, joins => tried(scene, joins, short));
      while (rate !== undefined && rate >= 1 && !(await tried(scene, rate, long)))
        rate = Math.floor(0.9 * rate);
    } finally {
      await Promise.all(scene.crowds.map(({ generator }) => generator.stop()));
    }
  });
  const held = trials.findLast(trial => trial.seconds === long && isBorne(trial));
  return { tables: [tableOf(trials)], remarks: remarksOf(trials), raw: trials, held };
}

interface Scene {
  readonly stage: Stage<'plenum'>;
  readonly crowds: readonly Crowd[];
  readonly call: Gathered;
}

/** Those who join, in a process of their own: the call's packets are not to be late because somebody else joins there. */
interface Crowd {
  readonly generator: Generator;
  readonly rooms: readonly string[];
}

/** Who joins has a handshake to do as well: one process for each core, on whichever has time. */
async function setScene(stage: Stage<'plenum'>): Promise<Scene> {
  const crowds = Array.from({ length: availableParallelism() }, (_, index) => gatherCrowd(stage, index));
  return { stage, crowds: await Promise.all(crowds), call: await stage.gather('plenum', call) };
}

async function gatherCrowd({ servers }: Stage<'plenum'>, index: number): Promise<Crowd> {
  const generator = await Generator.start({ pinned: false });
  const { kind, url } = servers.plenum;
  const room = `crowd${index}`;
  const options = { room, rooms, subscribers: 0, withTransportCc: true, server: { kind, url } };
  await generator.order({ do: 'gather', audience: 'crowd', ...options });
  return { generator, rooms: Array.from({ length: rooms }, (_, number) => `${room}.${number}`) };
}

async function attempt(
  { stage, crowds, call: gathered }: Scene,
  joinsPerSecond: number,
  seconds: number,
): Promise<Trial> {
  const { url, pids } = stage.servers.plenum;
  const laps = crowds.map(({ generator }) => startLap({ joiners: generator.pid }));
  const finish = startLap({ worker: pids.worker, node: pids.node });
  const options = { url, withTransportCc: true, joinsPerSecond: joinsPerSecond / crowds.length, seconds };
  const [measured, ...floods] = await Promise.all([
    gathered.measure({ packetsPerSecond: call.packetsPerSecond, seconds }),
    ...crowds.map(crowd =>
      crowd.generator.order({ do: 'flood', audience: 'crowd', ...options, rooms: crowd.rooms }),
    ),
  ]);
  const { seconds: lasted, used } = finish();
  const joiners = laps.map(lap => lap().used.joiners).reduce((sum, each) => sum + each, 0);
  return {
    ...{ joinsPerSecond, seconds, flood: merged(floods), call: measured },
    cores: { node: used.node / lasted, worker: used.worker / lasted, joiners: joiners / lasted },
  };
}

/** Of the percentiles the worse. */
function merged(floods: readonly FloodReport[]): FloodReport {
  const sum = (of: (each: FloodReport) => number) => floods.reduce((total, each) => total + of(each), 0);
  return {
    joins: sum(({ joins }) => joins),
    failures: sum(({ failures }) => failures),
    reasons: floods.flatMap(({ reasons }) => reasons),
    late: sum(({ late }) => late),
    media: {
      p50: Math.max(...floods.map(({ media }) => media.p50)),
      p99: Math.max(...floods.map(({ media }) => media.p99)),
    },
  };
}

function isBorne({ flood, call }: Trial): boolean {
  const lateShare = flood.late / flood.joins;
  return flood.failures === 0 && lateShare < 0.05 && call.loss < mostLoss && call.delay.p99 < latest;
}

function inWords({ flood, call, cores }: Trial): string {
  return `${flood.failures} failed, ${flood.late} late, ${fixed(flood.media.p50)} ms to media, the call ${percent(call.loss, 2)} lost, ${fixed(call.delay.p99, 1)} ms; cores: Node ${fixed(cores.node, 2)}, worker ${fixed(cores.worker, 2)}, joiners ${fixed(cores.joiners, 2)}`;
}

function tableOf(trials: readonly Trial[]): Table {
  const head = [
    'joins/s',
    'for, s',
    'failed',
    'to first packet, ms',
    '99th percentile',
    'call: lost',
    'call: delay, 99th percentile, ms',
    'cores: Node',
    'worker',
    'those who join',
  ];
  const rows = trials.map(({ joinsPerSecond, seconds, flood, call, cores }) => [
    `${joinsPerSecond}`,
    `${seconds}`,
    `${flood.failures}${flood.late > 0 ? `, ${flood.late} begun late` : ''}`,
    fixed(flood.media.p50),
    fixed(flood.media.p99),
    percent(call.loss, 2),
    fixed(call.delay.p99, 1),
    ...[cores.node, cores.worker, cores.joiners].map(each => fixed(each, 2)),
  ]);
  return { head, rows };
}

function remarksOf(trials: readonly Trial[]): string[] {
  const last = trials.findLast(trial => !isBorne(trial));
  const reasons = [...new Set(trials.flatMap(({ flood }) => flood.reasons))];
  const server = last ? last.cores.node + last.cores.worker : 0;
  const bound =
    last !== undefined && last.cores.joiners > Math.max(server, joinersFullAt * availableParallelism());
  return [
    ...(bound
      ? [
          `A lower bound: those who join used ${fixed(last.cores.joiners, 2)} of the ${availableParallelism()} cores when it was too much, the server ${fixed(server, 2)}.`,
        ]
      : []),
    ...reasons.map(reason => `A join failed: ${reason}`),
  ];
}

export function floodVerdict({ held }: Flooding): Verdict {
  return {
    promise: `${must} joins a second for a minute (goal ${goal}), none fails, a call beside them is undisturbed`,
    measured: held ? `${held.joinsPerSecond} for ${held.seconds} s` : 'none held',
    kept: held !== undefined && held.seconds >= 60 ? held.joinsPerSecond >= must : undefined,
  };
}
