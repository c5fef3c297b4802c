/**
 * What the findings of a check come to, in one word. Pure; the thresholds are here and in client/README.md.
 */
import type { CheckReport, WayReport } from '#protocol/check.ts';
import type { CheckVerdict } from '#protocol/words.ts';

/** bit/s. Sound alone would need 40,000. */
const forPictures = 300_000;
/** Milliseconds there and back, after which people begin to interrupt each other. */
const late = 400;
const muchLoss = 0.03;
/** bit/s that the measuring of loss sends: a way that does not carry so much loses packets because of that. */
const ofMeasuring = 320_000;

export type Findings = Omit<CheckReport, 'verdict'>;

export function verdictOf(found: Findings): CheckVerdict {
  if (found.socketRoundTripMs === null) return 'no-server';
  const taken = takenWay(found.ways);
  if (!taken) return 'no-media';
  if (isLossy(found, 'up') || isLossy(found, 'down')) return 'lossy';
  if ((taken.roundTripMs ?? 0) > late) return 'slow';
  if (isThin(found, 'up') || isThin(found, 'down')) return 'slow';
  if (taken.way !== 'udp') return 'relayed';
  return isMissing(found.microphone) || isMissing(found.camera) ? 'no-microphone-or-camera' : 'good';
}

/** The one that a call takes: ways are in the order in which calls prefer them. */
export function takenWay(ways: readonly WayReport[]): WayReport | undefined {
  return ways.find(({ outcome }) => outcome === 'works');
}

function isLossy({ loss, bandwidth }: Findings, direction: 'up' | 'down'): boolean {
  const carried = bandwidth[direction];
  return (loss[direction] ?? 0) > muchLoss && (carried === null || carried > ofMeasuring);
}

function isThin({ bandwidth }: Findings, direction: 'up' | 'down'): boolean {
  const carried = bandwidth[direction];
  return carried !== null && carried < forPictures;
}

function isMissing(outcome: Findings['microphone']): boolean {
  return outcome === 'fails' || outcome === 'absent';
}
