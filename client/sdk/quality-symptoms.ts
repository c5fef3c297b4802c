/**
 * What one sample of a call's statistics says against its quality, and against what: this peer's way up, its way down or its
 * computer. A single sample proves little; quality.ts weighs several. Pure.
 */
import type { CallStats, ReceivedStats, SentLayer, SentStats } from './stats.ts';

/** 0: nothing. 1: pictures suffer. 2: next to nothing gets through. */
export type Severity = 0 | 1 | 2;

export interface Symptoms {
  upload: Severity;
  download: Severity;
  cpu: Severity;
}

/** Percent of packets: browsers and servers repair the first without a trace; from the second on sound breaks up. */
const loss = { fair: 4, poor: 12 };
/** Milliseconds: people begin to talk over each other; a conversation is hardly possible. */
const roundTrip = { fair: 400, poor: 1_000 };
/** Of the bit/s that the wanted layers may use: below, a layer is missing; there is little more than the smallest picture's. */
const carried = { fair: 0.5, poor: 0.12 };
/** Frames of a camera in one sample, from which on a layer without any has been stopped; a still screen has none either. */
const moving = 5;
/** Frames per second at which a picture is no longer one that moves. */
const stutter = 8;

/**
 * `settled`: sources that were sent in the same layers long enough for the browser to have found what the way carries. `delay`:
 * milliseconds to the server and back.
 */
export function uploadSymptom(sent: SentStats[], delay: number, settled: ReadonlySet<string>): Severity {
  const flowing = sent.filter(({ paused }) => !paused);
  if (flowing.length === 0) return 0;
  const starved = flowing.filter(({ producerId }) => settled.has(producerId)).map(starvation);
  return worst([graded(meanLoss(flowing), loss), graded(delay, roundTrip), ...starved]);
}

/** Milliseconds to the server and back, by the slowest account. */
export function delayOf({ sendPath, sent }: CallStats): number {
  return Math.max(sendPath.roundTrip ?? 0, ...sent.map(source => source.roundTrip ?? 0));
}

export function cpuSymptom(sent: SentStats[]): Severity {
  return worst(
    sent
      .filter(({ paused, limit }) => !paused && limit === 'cpu')
      .map(({ layers }) =>
        Math.max(0, ...layers.map(layer => layer.framesPerSecond ?? 0)) < stutter ? 2 : 1,
      ),
  );
}

/**
 * How much is lost of what arrives. What is lost on the way to the server is missing here too, so it is the way down that is meant only
 * when most peers arrive with loss; of a single one nobody can tell from here, until they report it themselves.
 */
export function downloadLoss(received: ReceivedStats[]): Severity {
  const byPeer = Map.groupBy(received, ({ peerId }) => peerId);
  const losses = [...byPeer.values()].map(meanLoss).sort((a, b) => a - b);
  return graded(losses[Math.floor((losses.length - 1) / 2)] ?? 0, loss);
}

/** `thin`: videos of which the server sends less than is wanted, for want of room. */
export function thinSymptom(thin: ReceivedStats[]): Severity {
  return worst(thin.map(({ layers }): Severity => (layers ? 1 : 2)));
}

/** How much is missing of what the wanted layers deserve, when it is the network that keeps the browser from sending it. */
function starvation({ limit, layers, framesCaptured }: SentStats): Severity {
  const wanted = layers.filter(({ active }) => active);
  if (wanted.length === 0 || framesCaptured === null) return 0;
  const isMoving = framesCaptured >= moving;
  if (limit === null) return isMoving ? missing(wanted) : 0;
  if (limit !== 'bandwidth') return 0;
  const deserved = wanted.reduce((total, layer) => total + (layer.wanted ?? 0), 0);
  const given = wanted.reduce((total, layer) => total + givenTo(layer, isMoving), 0);
  if (deserved === 0 || given >= deserved * carried.fair) return 0;
  return given < deserved * carried.poor ? 2 : 1;
}

function givenTo({ framesPerSecond, target, bitrate }: SentLayer, isMoving: boolean): number {
  if (isMoving && framesPerSecond === 0) return 0;
  return target ?? bitrate ?? 0;
}

/**
 * Firefox does not say what limits it; what it has stopped can be seen. The top one of three proves nothing: on a link without
 * limits it takes Firefox half a minute to begin with it.
 */
function missing(wanted: SentLayer[]): Severity {
  const running = wanted.filter(({ framesPerSecond }) => framesPerSecond !== 0).length;
  if (running === 0) return 2;
  return running < wanted.length - 1 ? 1 : 0;
}

/** Percent, by weight: what carries little has too few packets for a share to mean anything. */
function meanLoss(streams: { lossPercent: number | null; bitrate: number | null }[]): number {
  let lost = 0;
  let all = 0;
  for (const { lossPercent, bitrate } of streams) {
    if (lossPercent === null || !bitrate) continue;
    lost += lossPercent * bitrate;
    all += bitrate;
  }
  return all === 0 ? 0 : lost / all;
}

function graded(value: number, from: { fair: number; poor: number }): Severity {
  if (value >= from.poor) return 2;
  return value >= from.fair ? 1 : 0;
}

function worst(severities: Severity[]): Severity {
  return severities.includes(2) ? 2 : severities.includes(1) ? 1 : 0;
}
