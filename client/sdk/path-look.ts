/**
 * What a browser has counted on one connection, as far as it tells whether its path lives: media and answers to its own checks that
 * came over the pair in use.
 */
import type { Look } from './pulse.ts';
import type { Report } from './stats-report.ts';

/** Undefined where the browser names no pair that is in use. */
export function lookAt(report: Report): Look | undefined {
  const stats = [...report.values()];
  const transport = stats.find(({ type }) => type === 'transport');
  const pair =
    report.get(transport?.selectedCandidatePairId ?? '') ??
    stats.find(({ type, selected }) => type === 'candidate-pair' && selected);
  if (!pair) return undefined;
  const sent = stats.filter(({ type }) => type === 'outbound-rtp');
  return {
    came: `${pair.id} ${pair.bytesReceived} ${pair.responsesReceived}`,
    went: sent.reduce((packets, { packetsSent = 0 }) => packets + packetsSent, 0),
  };
}
