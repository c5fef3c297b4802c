/** How the processes of the tool were, as a summary tells it. Pure. */
import { highestMean } from './rates.ts';
import type { Part } from './report.ts';

const inARow = 5; // seconds

export interface ToolProcess {
  /** Index of the machine in the report, and number there. */
  readonly part: number;
  readonly number: number;
  readonly peers: number;
  /** Of one core: on average, and in the worst five seconds. */
  readonly cpu: number;
  readonly worstCpu: number;
  /** Milliseconds, at most. */
  readonly loopDelay: number;
  readonly lateness: number;
  readonly kernelDrops: number | null;
}

export function toolSummaryOf({ processes }: Part, part: number): ToolProcess[] {
  return processes.map(({ number, peers, samples }) => {
    const most = (values: readonly number[]) => values.reduce((worst, value) => Math.max(worst, value), 0);
    const cpu = samples.map(sample => sample.cpu);
    return {
      ...{ part, number, peers },
      cpu: highestMean(cpu, cpu.length),
      worstCpu: highestMean(cpu, inARow),
      loopDelay: most(samples.map(({ loopDelay }) => loopDelay)),
      lateness: most(samples.map(({ lateness }) => lateness)),
      kernelDrops: samples.at(-1)?.kernelDrops ?? null,
    };
  });
}
