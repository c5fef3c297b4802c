/** What came of one peer. Pure. */
import type { PeerResult } from './peer-schema.ts';

export interface PeerSummary {
  /** Index of the machine in the report, and number there. */
  readonly part: number;
  readonly number: number;
  readonly room: string;
  readonly client: string;
  readonly visits: number;
  /** Seconds inside, all visits together. */
  readonly inside: number;
  /** bit/s while inside. */
  readonly received: number;
  readonly sent: number;
  /** Of packets that should have come, 0 to 1. */
  readonly loss: number;
  /** Milliseconds, of the worst stream. */
  readonly jitter: number;
  readonly freezes: number;
  readonly reconnects: number;
  readonly generations: number;
  readonly failures: readonly string[];
}

export function peerSummaryOf({ inside, report }: PeerResult, part: number): PeerSummary {
  const { number, room, client, visits, reconnects, generations, received, sent } = report;
  const total = (items: readonly { bytes: number }[]) => items.reduce((sum, { bytes }) => sum + bytes, 0);
  const bitrate = (bytes: number) => (inside === 0 ? 0 : (bytes * 8 * 1_000) / inside);
  const packets = received.reduce((sum, stream) => sum + stream.packets, 0);
  const lost = received.reduce((sum, stream) => sum + stream.lost, 0);
  return {
    ...{ part, number, room, client, reconnects, generations },
    visits: visits.length,
    inside: inside / 1_000,
    received: bitrate(total(received)),
    sent: bitrate(total(sent)),
    loss: lost <= 0 ? 0 : lost / (packets + lost),
    jitter: received.reduce((most, { jitter }) => Math.max(most, jitter), 0),
    freezes: received.reduce((sum, { kind, freezes }) => sum + (kind === 'video' ? freezes : 0), 0),
    failures: visits.flatMap(({ failure }) => failure ?? []),
  };
}
