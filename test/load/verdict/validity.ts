/**
 * Whether the numbers of a run can be believed: not when the tool itself was the limit. Each reason says what to do. Pure.
 */
import { highestMean } from '../report/rates.ts';
import type { Part, ProcessRecord, ProcessSample } from '../report/report.ts';

/** Of its core, for five seconds in a row: beyond it, what a process measures is its own slowness. */
const mostCpu = 0.85;
const inARow = 5;
/** Of its event loop or its sending clock. Times are measured by it, so this is how wrong they may be. */
const latest = 100; // ms
/** Seconds in which it was later: of 100, and one is always borne. */
const lateSeconds = 5;
/** Of the machine. */
const mostSteal = 0.05;
const mostBusy = 0.97;

/** A sentence for each reason; none: the run is valid. */
export function invalidities(parts: readonly Part[]): string[] {
  return parts.flatMap(part =>
    part.processes.flatMap(process => {
      const whose = nameOf(part, parts, process);
      return [died(process), busy(process), late(process), dropped(process)].flatMap(reason =>
        reason === undefined ? [] : [`${whose} ${reason}`],
      );
    }),
  );
}

/** What is no reason to disbelieve, and good to know. */
export function remarks(parts: readonly Part[]): string[] {
  return parts.flatMap((part, index) => {
    const where = parts.length > 1 ? `Machine ${index + 1}` : 'The machine';
    const steal = highestMean(
      part.machineSamples.map(each => each.steal),
      inARow,
    );
    const used = highestMean(
      part.machineSamples.map(each => each.busy),
      inARow,
    );
    return [
      ...(part.interrupted ? ['The run was interrupted: the numbers are of the time until then.'] : []),
      ...(steal > mostSteal
        ? [
            `${where} lost ${percent(steal)} of its time to other guests of its host: times may be worse than they need be.`,
          ]
        : []),
      ...(used > mostBusy
        ? [
            `${where} had all its cores busy for five seconds: ${part.server.own ? 'the server and the tool were in each other’s way' : 'the tool had to wait for a core'}.`,
          ]
        : []),
    ];
  });
}

function died({ died: why }: ProcessRecord): string | undefined {
  return why === null
    ? undefined
    : `${why} before its time; what its peers measured is not in this report. Look at what it printed, and run again.`;
}

function busy({ samples }: ProcessRecord): string | undefined {
  const cpu = highestMean(
    samples.map(sample => sample.cpu),
    inARow,
  );
  if (cpu <= mostCpu) return undefined;
  return `used ${percent(cpu)} of its core for five seconds: the tool was the limit. Give more --processes, fewer peers or a larger --verify, or another machine as well.`;
}

function late({ samples }: ProcessRecord): string | undefined {
  const spans = samples.map(sample => ({ lateness: lateness(sample), seconds: secondsOf(sample) }));
  const total = spans.reduce((sum, { seconds }) => sum + seconds, 0);
  const tooLate = spans.filter(span => span.lateness > latest);
  const seconds = tooLate.reduce((sum, span) => sum + span.seconds, 0);
  if (seconds <= Math.max(1, (total * lateSeconds) / 100)) return undefined;
  const worst = Math.round(Math.max(...tooLate.map(span => span.lateness)));
  return `was late by more than ${latest} ms in ${seconds} of ${total} seconds, ${worst} ms at worst: it sent and measured late. Let nothing else run on this machine, or give fewer peers.`;
}

/** That a sample stands for: a process that stood still for five says so once. */
function secondsOf(sample: ProcessSample): number {
  return Math.max(1, Math.round(lateness(sample) / 1_000));
}

function lateness({ loopDelay, lateness: ofClock }: ProcessSample): number {
  return Math.max(loopDelay, ofClock);
}

function dropped({ samples }: ProcessRecord): string | undefined {
  const drops = samples.at(-1)?.kernelDrops ?? 0;
  if (drops === 0) return undefined;
  return `did not read fast enough: the kernel dropped ${drops} packets on its sockets, which count as loss of the server. Give more --processes, fewer peers, or a larger net.core.rmem_max.`;
}

function nameOf(part: Part, parts: readonly Part[], { number, peers }: ProcessRecord): string {
  const where = parts.length > 1 ? ` of machine ${parts.indexOf(part) + 1}` : '';
  return `Process ${number + 1}${where} (${peers} peers)`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
