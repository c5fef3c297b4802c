/**
 * What a report comes to: for all peers together, for each, and for the server. Percentiles are those of values that were measured. Times
 * are milliseconds, bitrates bit/s. Pure.
 */
import { percentile } from '../../faults/statistics.ts';
import { kinds, mergedDelays } from '../self/delays.ts';
import { type PeerSummary, peerSummaryOf } from './peer-summary.ts';
import { meanRate, steady } from './rates.ts';
import type { Part, Report } from './report.ts';
import { type ServerSummary, serverSummaryOf } from './server-summary.ts';
import { type ToolProcess, toolSummaryOf } from './tool-summary.ts';

/** Of `count` values; without any all others are null. */
export interface Distribution {
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly max: number | null;
}

export const stages = ['hello', 'joined', 'connected', 'sendConnected', 'firstAudio', 'firstVideo'] as const;
export type Stage = (typeof stages)[number];

export interface Summary {
  /** From opening the socket, of each visit. */
  readonly times: Readonly<Record<Stage, Distribution>>;
  /** From capture to arrival, of each packet that tells. */
  readonly delays: Readonly<Record<'audio' | 'video', Distribution>>;
  readonly visits: number;
  /** How often each word was said; `no sound` and `no picture` are what somebody sent in vain. */
  readonly failures: Readonly<Record<string, number>>;
  readonly traffic: Traffic;
  readonly peers: readonly PeerSummary[];
  readonly servers: readonly ServerSummary[];
  readonly tool: readonly ToolProcess[];
}

export interface Traffic {
  /** bit/s of all peers while all were in. */
  readonly received: number;
  readonly sent: number;
  readonly receivedPackets: number;
  readonly receivedBytes: number;
  readonly sentPackets: number;
  readonly sentBytes: number;
  readonly verified: number;
  readonly rejected: number;
  /** Of packets that should have come, 0 to 1. */
  readonly loss: number;
  readonly recovered: number;
  readonly jitter: Distribution;
  readonly freezes: number;
  /** Minutes of received video, all streams together; and freezes for each. */
  readonly videoMinutes: number;
  readonly freezesPerMinute: number;
  readonly reconnects: number;
  readonly generations: number;
  readonly iceRestarts: number;
}

export function summaryOf({ parts }: Report): Summary {
  const reports = parts.flatMap(({ peers }) => peers.map(({ report }) => report));
  const visits = reports.flatMap(report => report.visits);
  const timesOf = (stage: Stage) => distribution(visits.flatMap(visit => visit[stage] ?? []));
  return {
    times: Object.fromEntries(stages.map(stage => [stage, timesOf(stage)])) as Summary['times'],
    delays: Object.fromEntries(kinds.map(kind => [kind, delaysOf(parts, kind)])) as Summary['delays'],
    visits: visits.length,
    failures: failuresOf(parts),
    traffic: trafficOf(parts),
    peers: parts.flatMap((part, index) => part.peers.map(peer => peerSummaryOf(peer, index))),
    servers: serversOf(parts).map(serverSummaryOf),
    tool: parts.flatMap(toolSummaryOf),
  };
}

export function distribution(values: readonly number[]): Distribution {
  if (values.length === 0) return { count: 0, p50: null, p95: null, p99: null, max: null };
  const [p50 = 0, p95 = 0, p99 = 0, max = 0] = [50, 95, 99, 100].map(percent => percentile(values, percent));
  return { count: values.length, p50, p95, p99, max };
}

function delaysOf(parts: readonly Part[], kind: 'audio' | 'video'): Distribution {
  const all = mergedDelays(parts.map(({ delays }) => delays[kind]));
  if (all.totalCount === 0) return distribution([]);
  const at = (percent: number) => all.getValueAtPercentile(percent) / 1_000;
  return { count: all.totalCount, p50: at(50), p95: at(95), p99: at(99), max: all.maxValue / 1_000 };
}

function failuresOf(parts: readonly Part[]): Record<string, number> {
  const words = parts.flatMap(({ peers, missed }) => [
    ...peers.flatMap(({ report }) => report.visits.flatMap(({ failure }) => failure ?? [])),
    ...missed.audio.map(() => 'no sound'),
    ...missed.video.map(() => 'no picture'),
  ]);
  return Object.fromEntries([...Map.groupBy(words, word => word)].map(([word, all]) => [word, all.length]));
}

function trafficOf(parts: readonly Part[]): Traffic {
  const reports = parts.flatMap(({ peers }) => peers.map(({ report }) => report));
  const received = reports.flatMap(report => report.received);
  const sent = reports.flatMap(report => report.sent);
  const video = received.filter(({ kind }) => kind === 'video');
  const [packets, lost] = [sum(received, 'packets'), sum(received, 'lost')];
  const videoMinutes = sum(video, 'milliseconds') / 60_000;
  const freezes = sum(video, 'freezes');
  return {
    received: steadyBitrate(parts, 'receivedBytes'),
    sent: steadyBitrate(parts, 'sentBytes'),
    receivedPackets: packets,
    receivedBytes: sum(received, 'bytes'),
    sentPackets: sum(sent, 'packets'),
    sentBytes: sum(sent, 'bytes'),
    verified: sum(received, 'verified'),
    rejected: sum(received, 'rejected'),
    loss: lossOf(packets, lost),
    recovered: sum(received, 'recovered'),
    jitter: distribution(received.filter(each => each.packets > 0).map(({ jitter }) => jitter)),
    freezes,
    videoMinutes,
    freezesPerMinute: videoMinutes === 0 ? 0 : freezes / videoMinutes,
    reconnects: sum(reports, 'reconnects'),
    generations: sum(reports, 'generations'),
    iceRestarts: sum(reports, 'iceRestarts'),
  };
}

function steadyBitrate(parts: readonly Part[], key: 'receivedBytes' | 'sentBytes'): number {
  const rates = parts.flatMap(part =>
    part.processes.map(({ samples }) => meanRate(steady(samples, part), sample => sample[key]) ?? 0),
  );
  return rates.reduce((total, rate) => total + rate * 8, 0);
}

/** Machines that loaded one server elsewhere have all watched it: whoever saw most of it tells. */
function serversOf(parts: readonly Part[]): Part[] {
  const most = (some: readonly Part[]) =>
    some.reduce((best, part) => (part.server.samples.length > best.server.samples.length ? part : best));
  const shared = Map.groupBy(
    parts.filter(({ server }) => !server.own),
    ({ server }) => server.url,
  );
  return [...parts.filter(({ server }) => server.own), ...[...shared.values()].map(most)];
}

/** Duplicates make `lost` less than 0: then nothing is lost. */
export function lossOf(packets: number, lost: number): number {
  return lost <= 0 ? 0 : lost / (packets + lost);
}

function sum<Key extends string>(items: readonly Readonly<Record<Key, number>>[], key: Key): number {
  return items.reduce((total, item) => total + item[key], 0);
}
