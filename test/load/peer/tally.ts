/**
 * What was received and sent by streams that are over, one sum for each source and layer: a peer that comes and goes for hours remembers no
 * more than one that stays. Pure.
 */
import type { Source } from '../../../server/protocol/words.ts';
import type { PeerReport } from '../report/peer-report.ts';
import type { ReceivedCounters, SentCounters } from '../transport/transport.ts';

export type ReceivedReport = PeerReport['received'][number];
export type SentReport = PeerReport['sent'][number];

export class Tally {
  readonly #received = new Map<Source, ReceivedReport>();
  readonly #sent = new Map<string, SentReport>();

  get received(): ReceivedReport[] {
    return [...this.#received.values()];
  }

  get sent(): SentReport[] {
    return [...this.#sent.values()];
  }

  addReceived(report: ReceivedReport): void {
    const before = this.#received.get(report.source);
    this.#received.set(report.source, before ? joinReceived(before, report) : report);
  }

  addSent(report: SentReport): void {
    const key = `${report.source} ${report.rid}`;
    const before = this.#sent.get(key);
    this.#sent.set(key, before ? joinSent(before, report) : report);
  }
}

const receivedSums = [
  'milliseconds',
  'packets',
  'bytes',
  'lost',
  'recovered',
  'nacks',
  'keyFrameRequests',
  'frames',
  'freezes',
  'frozen',
  'verified',
  'rejected',
] as const satisfies (keyof ReceivedReport)[];

const sentSums = [
  'milliseconds',
  'packets',
  'bytes',
  'retransmitted',
  'keyFrameRequests',
] as const satisfies (keyof SentReport)[];

function joinReceived(before: ReceivedReport, report: ReceivedReport): ReceivedReport {
  const packets = Math.max(1, before.packets + report.packets);
  const jitter = (before.jitter * before.packets + report.jitter * report.packets) / packets;
  return { ...report, ...sumsOf(receivedSums, before, report), jitter };
}

function joinSent(before: SentReport, report: SentReport): SentReport {
  return {
    ...report,
    ...sumsOf(sentSums, before, report),
    roundTrip: report.roundTrip ?? before.roundTrip,
  };
}

function sumsOf<K extends string>(
  names: readonly K[],
  one: Readonly<Record<K, number>>,
  other: Readonly<Record<K, number>>,
): Record<K, number> {
  return Object.fromEntries(names.map(name => [name, one[name] + other[name]])) as Record<K, number>;
}

export function receivedCounters({ onDelay: _, ...counters }: Readonly<ReceivedCounters>) {
  return { ...counters };
}

export function sentCounters(counters: Readonly<SentCounters>): SentCounters {
  return { ...counters };
}
