/**
 * Processor time and memory of a server on this machine, as the system sees it: of its Node process and of each worker. Linux only;
 * elsewhere there is nothing to see.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface ProcessTimes {
  /** Seconds since each began, and bytes that are resident. */
  readonly cpu: Record<string, number>;
  readonly memory: Record<string, number>;
}

const ticksPerSecond = 100; // USER_HZ, which Linux has on all its architectures that Node runs on
const pageSize = 4_096;

/** `node` and `worker 0`, `worker 1`, … in the order in which they were started; empty when the process is gone. */
export function processTimes(server: number, proc = '/proc'): ProcessTimes {
  const own = statOf(proc, server);
  if (!own) return { cpu: {}, memory: {} };
  const named = [
    ['node', own] as const,
    ...workersOf(proc, server).map((stat, index) => [`worker ${index}`, stat] as const),
  ];
  return {
    cpu: Object.fromEntries(named.map(([name, { ticks }]) => [name, ticks / ticksPerSecond])),
    memory: Object.fromEntries(named.map(([name, { pages }]) => [name, pages * pageSize])),
  };
}

interface Stat {
  readonly command: string;
  readonly parent: number;
  readonly ticks: number;
  readonly started: number;
  readonly pages: number;
}

function workersOf(proc: string, server: number): Stat[] {
  return readdirSync(proc)
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => statOf(proc, Number(name)) ?? [])
    .filter(({ parent, command }) => parent === server && command.startsWith('mediasoup'))
    .sort((a, b) => a.started - b.started);
}

/** proc(5): after the command, in brackets, come state, parent, …; of processor time only its own, not that of ended children. */
function statOf(proc: string, pid: number): Stat | undefined {
  try {
    const text = readFileSync(join(proc, String(pid), 'stat'), 'utf8');
    const closing = text.lastIndexOf(')');
    const fields = text
      .slice(closing + 2)
      .split(' ')
      .map(Number);
    const [parent = 0, userTicks = 0, systemTicks = 0, started = 0, pages = 0] = [1, 11, 12, 19, 21].map(
      index => fields[index],
    );
    const command = text.slice(text.indexOf('(') + 1, closing);
    return { command, parent, ticks: userTicks + systemTicks, started, pages };
  } catch {
    return undefined; // it has just ended, or this is no Linux
  }
}
