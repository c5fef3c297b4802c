/** The machine that the tool runs on: what it is, and, on Linux, how busy all of it is each second. */
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, type } from 'node:os';
import { version } from 'mediasoup';
import type { MachineSample, Part } from '../report/report.ts';

const every = 1_000; // ms

export function machineDescription(): Part['machine'] {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    kernel: `${type()} ${release()}`,
    node: process.version,
    mediasoup: version,
  };
}

export interface MachineTimes {
  readonly idle: number;
  readonly steal: number;
  readonly total: number;
}

/** Ticks of all cores since the start, of the first line of /proc/stat (proc(5)); undefined where there is none. */
export function machineTimes(text: string): MachineTimes | undefined {
  const [, ...fields] = /^cpu\s.*/m.exec(text)?.[0].split(/\s+/).map(Number) ?? [];
  // The last two, of guests, are part of the first two.
  const [user, nice, system, idle, wait, irq, softirq, steal] = fields;
  if (idle === undefined || wait === undefined || steal === undefined) return undefined;
  const busy = (user ?? 0) + (nice ?? 0) + (system ?? 0) + (irq ?? 0) + (softirq ?? 0);
  return { idle: idle + wait, steal, total: busy + idle + wait + steal };
}

/** Shares of all cores between two looks. */
export function machineShares(before: MachineTimes, now: MachineTimes): Omit<MachineSample, 'at'> {
  const total = now.total - before.total;
  if (total <= 0) return { busy: 0, steal: 0 };
  return { busy: 1 - (now.idle - before.idle) / total, steal: (now.steal - before.steal) / total };
}

export class MachineWatch {
  readonly samples: MachineSample[] = [];
  readonly #timer: NodeJS.Timeout;
  #last = look();

  /** `began`: performance.now() of what the times of samples count from. */
  constructor(began: number) {
    this.#timer = setInterval(() => {
      const now = look();
      if (this.#last && now)
        this.samples.push({ at: performance.now() - began, ...machineShares(this.#last, now) });
      this.#last = now;
    }, every);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

function look(): MachineTimes | undefined {
  try {
    return machineTimes(readFileSync('/proc/stat', 'utf8'));
  } catch {
    return undefined; // no Linux
  }
}
