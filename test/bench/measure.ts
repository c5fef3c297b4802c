/**
 * One window of traffic with what it cost: the generator's view of it and the processor time of the server's processes, over the same
 * stretch.
 */
import { isDisturbed, type Lap, startLap } from './machine/stopwatch.ts';
import type { BenchServer } from './servers/server.ts';
import type { Generator } from './traffic/generator.ts';
import type { Window, WindowOptions } from './traffic/window.ts';

export interface Measured extends Window {
  readonly lap: Lap<'worker' | 'node' | 'generator'>;
  /** Microseconds of processor time for each packet that arrived at a subscriber. */
  readonly workerPerPacket: number;
  readonly nodePerPacket: number;
  /** Share of a core that the worker used. */
  readonly workerShare: number;
  /** Share of the packets that did not arrive. */
  readonly loss: number;
  readonly packetsPerSecond: number;
}

/** `audience` was gathered at that server. */
export async function measure(
  { generator, server }: { generator: Generator; server: BenchServer },
  { audience, ...window }: WindowOptions & { audience: string },
): Promise<Measured> {
  const { worker, node } = server.pids;
  const finish = startLap({ worker, node, generator: generator.pid });
  const measured = await generator.order({ do: 'measure', audience, ...window });
  const lap = finish();
  const { received, expected, seconds } = measured;
  return {
    ...measured,
    lap,
    workerPerPacket: (lap.used.worker * 1e6) / received,
    nodePerPacket: (lap.used.node * 1e6) / received,
    workerShare: lap.used.worker / seconds,
    loss: 1 - received / expected,
    packetsPerSecond: received / seconds,
  };
}

/** Of the whole server. */
export function wholePerPacket({ workerPerPacket, nodePerPacket }: Measured): number {
  return workerPerPacket + nodePerPacket;
}

const busyGenerator = 0.85; // of a core: above it, what is late may be late here
const lateGenerator = 20; // ms

/** Whether the figures may be those of the generator, not of the server. */
export function isGeneratorBound({ generator }: Pick<Window, 'generator'>): boolean {
  return generator.cores > busyGenerator || generator.late > lateGenerator;
}

/** What a reader must know of some windows; empty where all is well. */
export function doubts(windows: readonly Measured[]): string[] {
  const [bound, disturbed] = [
    windows.filter(isGeneratorBound),
    windows.filter(({ lap }) => isDisturbed(lap)),
  ];
  const of = (some: readonly Measured[]) => `in ${some.length} of ${windows.length} windows`;
  return [
    ...(bound.length > 0
      ? [`**Not to be relied on:** the generator was at its own limit ${of(bound)}.`]
      : []),
    ...(disturbed.length > 0
      ? [`**Not to be relied on:** the machine was busy with something else ${of(disturbed)}.`]
      : []),
  ];
}

/** The most that others used of the machine during any of them, in words. */
export function othersInWords(windows: readonly Measured[]): string {
  const most = Math.max(0, ...windows.map(({ lap }) => lap.others));
  return `Others used at most ${(100 * most).toFixed(0)} % of one core meanwhile.`;
}
