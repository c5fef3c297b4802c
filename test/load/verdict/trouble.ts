/**
 * What went badly on the side of the server, or on the way to it, whether or not a limit was given for it: one sentence each, for whoever
 * looks for the cause. Pure.
 */
import type { ServerSummary } from '../report/server-summary.ts';
import type { Summary } from '../report/summary.ts';

/** Of a core, for five seconds in a row: a worker takes nobody else in beyond it. */
const mostCpu = 0.8;
const latestLoop = 100; // ms
/** It is asked each second. */
const longestSilence = 3_000; // ms
/** Of all packets: sound begins to suffer. */
const mostLoss = 0.01;
/** From capture to arrival, of one packet in a hundred: people begin to interrupt each other. */
const mostDelay = 200; // ms

export function troubles({ servers, traffic, delays }: Summary): string[] {
  const slow = Math.max(delays.audio.p99 ?? 0, delays.video.p99 ?? 0);
  return [
    ...servers.flatMap(troublesOf),
    ...(traffic.loss > mostLoss
      ? [`${percent(traffic.loss)} of the packets did not arrive: the server, or the way to it, lost them.`]
      : []),
    ...(slow > mostDelay
      ? [`One packet in a hundred came ${Math.round(slow)} ms after its capture, or later.`]
      : []),
  ];
}

function troublesOf({ url, processes, loopDelay, silence }: ServerSummary): string[] {
  const busy = processes.filter(({ worstCpu }) => worstCpu > mostCpu);
  return [
    ...busy.map(
      ({ name, worstCpu }) =>
        `The server ${url} was busy: its ${name} used ${percent(worstCpu)} of a core for five seconds.`,
    ),
    ...(loopDelay !== null && loopDelay > latestLoop
      ? [`The server ${url} was slow: its event loop was late by ${Math.round(loopDelay)} ms.`]
      : []),
    ...(silence !== null && silence > longestSilence
      ? [`The server ${url} said nothing of itself for ${Math.round(silence / 1_000)} seconds.`]
      : []),
  ];
}

function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}
