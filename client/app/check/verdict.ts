/**
 * Which sentence sums up a check: the verdict's word is for operators, and says too little for a person. Pure: gives a key of the
 * sentences, no sentence.
 */
import type { CheckReport, CheckVerdict, WayReport } from '../../sdk/check/check-options.ts';
import { takenWay } from '../../sdk/check/verdict.ts';
import type { check } from '../strings/en/check.ts';

export type Sentence = keyof typeof check.verdicts;

/** What the page knows beside the report. */
export interface Circumstances {
  /** Whether the device has any network, as far as the browser knows. */
  online: boolean;
  /** Whether the server answers to an ordinary request. */
  pagesCome: boolean;
  /** Whether this browser knows calls at all. */
  webRtc: boolean;
}

/** bit/s that sound needs, and pictures; milliseconds of a round trip that disturb a conversation. As in the SDK's verdict. */
const forSound = 40_000;
const forPictures = 300_000;
const late = 400;

export function sentenceFor(found: CheckReport, circumstances: Circumstances): Sentence {
  switch (found.verdict) {
    case 'good':
      return 'good';
    case 'no-microphone-or-camera':
      return aboutDevices(found);
    case 'relayed':
      return aboutWay(takenWay(found.ways));
    case 'slow':
      return aboutSpeed(found);
    case 'lossy':
      return 'lossy';
    case 'no-media':
      if (!circumstances.webRtc) return 'noWebRtc';
      return found.ways.some(isRelay) ? 'noWayByRelay' : 'noWay';
    case 'no-server':
      if (!circumstances.online) return 'offline';
      return circumstances.pagesCome ? 'noSocket' : 'noServer';
  }
}

/** A TURN server that there is, whether it works or not. */
export function isRelay({ way, outcome }: WayReport): boolean {
  return way.startsWith('turn-') && outcome !== 'absent';
}

function aboutDevices({ microphone, camera }: CheckReport): Sentence {
  if (microphone === 'works') return 'noCamera';
  return camera === 'works' ? 'noMicrophone' : 'noDevices';
}

function aboutWay(taken: WayReport | undefined): Sentence {
  if (taken?.way === 'turn-tls') return 'byTls';
  return taken?.way === 'turn-udp' || taken?.way === 'turn-tcp' ? 'byRelay' : 'byTcp';
}

function aboutSpeed(found: CheckReport): Sentence {
  const up = found.bandwidth.up ?? Number.POSITIVE_INFINITY;
  const down = found.bandwidth.down ?? Number.POSITIVE_INFINITY;
  if (Math.min(up, down) < forSound) return 'tooSlow';
  if (up < forPictures && down < forPictures) return 'slowBoth';
  if (up < forPictures) return 'slowUp';
  if (down < forPictures) return 'slowDown';
  return (takenWay(found.ways)?.roundTripMs ?? 0) > late ? 'late' : 'slowBoth';
}

/** How it is shown: as good, as something to know, or as something that keeps one from calls. */
export function weightOf(verdict: CheckVerdict): 'good' | 'fair' | 'bad' {
  if (verdict === 'good') return 'good';
  return verdict === 'no-media' || verdict === 'no-server' ? 'bad' : 'fair';
}
