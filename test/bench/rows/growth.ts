/** 6: how cost, delay and joining grow with subscribers and with rooms. */
import { plot } from '../../load/report/plot.ts';
import type { Benchmark, NamedPlot, Outcome, Setting, Table } from '../benchmark.ts';
import { ownBytes } from '../machine/memory.ts';
import { doubts, type Measured, othersInWords } from '../measure.ts';
import { fixed } from '../report/numbers.ts';
import { type Gathering, onStage } from '../stage.ts';
import { estimate } from '../statistics/estimate.ts';
import { fitGrowth } from '../statistics/line.ts';
import type { JoinTimes } from '../traffic/join-times.ts';

const window = { packetsPerSecond: 20, seconds: 5 };
const joins = 7;

interface Axis {
  readonly name: string;
  readonly counted: string;
  readonly sizes: readonly number[];
  gathering(size: number): Gathering;
}

const axes: readonly Axis[] = [
  {
    name: 'subscribers',
    counted: 'subscribers of one room',
    sizes: [1, 10, 100, 500],
    gathering: subscribers => ({ subscribers }),
  },
  {
    name: 'rooms',
    counted: 'rooms of one publisher and four subscribers',
    sizes: [1, 10, 100],
    gathering: rooms => ({ rooms, subscribers: 4 }),
  },
];

interface Point {
  readonly size: number;
  readonly measured: Measured;
  /** Bytes. */
  readonly memory: { readonly worker: number; readonly node: number };
  readonly joins: readonly JoinTimes[];
}

interface Grown {
  readonly axis: Axis;
  readonly points: readonly Point[];
}

export const growth: Benchmark = {
  number: 6,
  name: 'growth',
  title: 'How each grows',
  method: `${window.packetsPerSecond} packets a second from each publisher; 1, 10, 100 and 500 subscribers of one room, then 1, 10 and 100 rooms of one publisher and four subscribers, on a server that was started
for each. The exponent is that of the power that fits best: 0 is constant, 1 proportional. Constant shares (the process itself) pull it down.`,
  minutes: 2,
  run: async setting => {
    const grown: Grown[] = [];
    for (const axis of axes) {
      const points: Point[] = [];
      for (const size of setting.quick ? axis.sizes.slice(0, 2) : axis.sizes) {
        setting.log(`${size} ${axis.counted}`);
        points.push(await measurePoint(axis, size, setting));
      }
      grown.push({ axis, points });
    }
    return outcomeOf(grown);
  },
};

function measurePoint(axis: Axis, size: number, { workerBin }: Setting): Promise<Point> {
  return onStage({ kinds: ['plenum'], workerBin }, async stage => {
    const gathered = await stage.gather('plenum', axis.gathering(size));
    await gathered.measure({ ...window, seconds: 1 }); // to warm up
    const measured = await gathered.measure(window);
    const { url, pids } = stage.servers.plenum;
    const memory = { worker: ownBytes(pids.worker), node: ownBytes(pids.node ?? 0) };
    const { audience, rooms } = gathered;
    const options = { audience, url, room: rooms[0] ?? '', withTransportCc: true };
    const times: JoinTimes[] = [];
    while (times.length < joins) times.push(await stage.generator.order({ do: 'join', ...options }));
    return { size, measured, memory, joins: times };
  });
}

interface Quantity {
  readonly name: string;
  readonly unit: string;
  of(point: Point): number;
}

const quantities: readonly Quantity[] = [
  { name: 'worker', unit: '% of a core', of: ({ measured }) => 100 * measured.workerShare },
  {
    name: 'Node',
    unit: '% of a core',
    of: ({ measured }) => (100 * measured.lap.used.node) / measured.seconds,
  },
  { name: 'delay', unit: 'ms, median', of: ({ measured }) => measured.delay.p50 },
  { name: 'worker memory', unit: 'MB', of: ({ memory }) => memory.worker / 1e6 },
  { name: 'Node memory', unit: 'MB', of: ({ memory }) => memory.node / 1e6 },
  { name: 'join', unit: 'ms to the first packet', of: point => joinMedian(point) },
];

function joinMedian(point: Point): number {
  return estimate(point.joins.map(({ media }) => media)).median;
}

function outcomeOf(grown: readonly Grown[]): Outcome {
  const windows = grown.flatMap(({ points }) => points.map(({ measured }) => measured));
  return {
    tables: grown.map(tableOf),
    plots: grown.map(plotOf),
    verdicts: [],
    remarks: [...doubts(windows), othersInWords(windows)],
    raw: grown,
  };
}

function exponentOf({ points }: Grown, { of }: Quantity): number {
  return fitGrowth(points.map(point => [point.size, of(point)])).exponent;
}

function tableOf(grown: Grown): Table {
  const { axis, points } = grown;
  const rows = quantities.map(quantity => [
    `${quantity.name}, ${quantity.unit}`,
    ...points.map(point => fixed(quantity.of(point), 2)),
    fixed(exponentOf(grown, quantity), 2),
  ]);
  return { head: [axis.counted, ...points.map(({ size }) => `${size}`), 'exponent'], rows };
}

/** Each as a multiple of what it is at the smallest size, so that all fit on one scale. */
function plotOf(grown: Grown): NamedPlot {
  const { axis, points } = grown;
  const series = quantities.map(quantity => {
    const [first] = points;
    const unit = first ? quantity.of(first) : 1;
    return {
      name: `${quantity.name} (exponent ${fixed(exponentOf(grown, quantity), 2)})`,
      points: points.map(point => [point.size, quantity.of(point) / unit] as const),
      line: true,
    };
  });
  const title = `Growth with ${axis.name}`;
  const svg = plot({
    title,
    x: { label: axis.counted, scale: 'log' },
    y: { label: 'times that of the smallest', scale: 'log' },
    series,
  });
  return { name: `growth-${axis.name}`, title, svg };
}
