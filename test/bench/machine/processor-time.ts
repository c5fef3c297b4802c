/**
 * Processor time of processes and of the whole machine, as Linux counts it. Knows nothing of what they do.
 */
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Seconds of processor time that the living threads of a process have used: to the nanosecond where the kernel tells
 * (`schedstat`), else in ticks of 10 ms (proc(5), `utime` and `stime`).
 */
export function processorSeconds(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).reduce((sum, thread) => sum + threadSeconds(pid, thread), 0);
}

function threadSeconds(pid: number, thread: string): number {
  const folder = `/proc/${pid}/task/${thread}`;
  try {
    return Number(readFileSync(`${folder}/schedstat`, 'utf8').split(' ')[0]) / 1e9;
  } catch {
    return secondsOfTicks(folder);
  }
}

const ticksPerSecond = 100; // USER_HZ, the same on every architecture that Node runs on

function secondsOfTicks(folder: string): number {
  try {
    const fields = readFileSync(`${folder}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond; // counted from after the name
  } catch {
    return 0; // it has just ended
  }
}

export interface MachineTime {
  /** Core seconds since the machine started: with something to do, and taken by the host for other machines. */
  readonly busy: number;
  readonly stolen: number;
}

/** Of all cores together. */
export function machineTime(): MachineTime {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, stolen = 0] = line
    .split(/ +/)
    .map(Number);
  return {
    busy: (user + nice + system + irq + softirq) / ticksPerSecond,
    stolen: stolen / ticksPerSecond,
  };
}
