/**
 * What some processes used between two moments, and what all others did meanwhile: a figure taken on a machine that was busy with
 * something else says so.
 */
import { availableParallelism } from 'node:os';
import { machineTime, processorSeconds } from './processor-time.ts';

export interface Lap<Name extends string> {
  readonly seconds: number;
  /** Processor seconds of each process. */
  readonly used: Readonly<Record<Name, number>>;
  /** Cores that were busy with anything else, or taken by the host: 0 to their number. */
  readonly others: number;
}

/** Above this share of the machine, work of others is no longer noise. */
const tooBusy = 0.15;

export function isDisturbed({ others }: { others: number }): boolean {
  return others > tooBusy * availableParallelism();
}

type Pids<Name extends string> = Readonly<Record<Name, number | undefined>>;

/**
 * Starts now; the lap ends when the function is called. `pids`: every process that belongs to what is measured; one that does not exist
 * uses nothing.
 */
export function startLap<Name extends string>(pids: Pids<Name>): () => Lap<Name> {
  const before = reading(pids);
  return () => {
    const after = reading(pids);
    const seconds = (after.at - before.at) / 1_000;
    const names = Object.keys(pids) as Name[];
    const used = Object.fromEntries(names.map(name => [name, after.used[name] - before.used[name]]));
    const own = names.reduce((sum, name) => sum + (used[name] ?? 0), after.self - before.self);
    const busy = after.machine.busy - before.machine.busy - own;
    const stolen = after.machine.stolen - before.machine.stolen;
    return { seconds, used: used as Record<Name, number>, others: Math.max(0, busy + stolen) / seconds };
  };
}

function reading<Name extends string>(pids: Pids<Name>) {
  const each = Object.entries<number | undefined>(pids);
  const used = each.map(([name, pid]) => [name, pid === undefined ? 0 : processorSeconds(pid)]);
  return {
    at: performance.now(),
    used: Object.fromEntries(used) as Record<Name, number>,
    self: processorSeconds(process.pid),
    machine: machineTime(),
  };
}
