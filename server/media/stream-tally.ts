/**
 * Adds up what the engine counts of each stream: it counts from the beginning of a stream, and forgets it with the stream; this total only
 * grows. Pure.
 */

/** What is counted of RTP. */
export interface FlowCounts {
  readonly packets: number;
  readonly bytes: number;
  readonly lost: number;
  readonly nacks: number;
  readonly plis: number;
}

/** What is read of the engine's report on one stream. */
export interface StreamStat {
  readonly type: string;
  readonly ssrc: number;
  readonly packetCount: number;
  readonly byteCount: number;
  readonly packetsLost: number;
  readonly nackCount: number;
  readonly pliCount: number;
}

const none: FlowCounts = { packets: 0, bytes: 0, lost: 0, nacks: 0, plis: 0 };

export class StreamTally {
  #total = none;

  get total(): FlowCounts {
    return this.#total;
  }

  /** Returns what is to be called with each report on the streams of one producer, or of one consumer. */
  ofOne(): (stats: readonly StreamStat[]) => void {
    const seen = new Map<number, FlowCounts>();
    return stats => {
      for (const stat of stats) {
        const before = seen.get(stat.ssrc) ?? none;
        // What was lost may be found again, and what has been counted stays counted.
        const now = combine(before, countsOf(stat), Math.max);
        seen.set(stat.ssrc, now);
        this.#total = combine(this.#total, combine(now, before, minus), plus);
      }
    };
  }
}

const plus = (one: number, other: number) => one + other;
const minus = (one: number, other: number) => one - other;

function countsOf(stat: StreamStat): FlowCounts {
  const { packetCount, byteCount, packetsLost, nackCount, pliCount } = stat;
  return { packets: packetCount, bytes: byteCount, lost: packetsLost, nacks: nackCount, plis: pliCount };
}

function combine(one: FlowCounts, other: FlowCounts, by: (a: number, b: number) => number): FlowCounts {
  return {
    packets: by(one.packets, other.packets),
    bytes: by(one.bytes, other.bytes),
    lost: by(one.lost, other.lost),
    nacks: by(one.nacks, other.nacks),
    plis: by(one.plis, other.plis),
  };
}
