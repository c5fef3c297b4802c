/**
 * When each packet of a transport came, as transport-wide feedback tells it
 * (draft-holmer-rmcat-transport-wide-cc-extensions-01): the server's estimate of the bandwidth rests on it.
 */
import { PacketStatus, RecvDelta, RtcpHeader, RunLengthChunk, TransportWideCC } from 'werift';

const microsecondsPerTick = 250;
const ticksPerReference = 256; // 64 ms
/** Of the base-to-last span that one feedback covers. */
const longest = 1_000;

export class Arrivals {
  readonly #came = new Map<number, number>();
  #newest: number | undefined;
  #feedbacks = 0;

  /** `now`: milliseconds. */
  add(number: number, now: number): void {
    const extended = this.#extend(number);
    this.#newest = Math.max(this.#newest ?? extended, extended);
    this.#came.set(extended, now);
  }

  /** What came since the last time, or undefined. `ssrc`: any of the media's. */
  feedback(ssrc: number): TransportWideCC | undefined {
    const numbers = [...this.#came.keys()].sort((one, other) => one - other);
    const last = numbers.at(-1);
    if (last === undefined) return undefined;
    const base = numbers.find(number => number > last - longest) ?? last;
    const { reference, statuses, deltas } = this.#describe(base, last);
    this.#came.clear();
    const feedback = new TransportWideCC({
      senderSsrc: 1,
      mediaSourceSsrc: ssrc,
      baseSequenceNumber: base & 0xffff,
      packetStatusCount: statuses.length,
      referenceTime: reference & 0xff_ffff,
      fbPktCount: this.#feedbacks,
      packetChunks: runsOf(statuses),
      recvDeltas: deltas,
      header: new RtcpHeader({ version: 2, padding: true, type: 205, count: 15 }),
    });
    this.#feedbacks = (this.#feedbacks + 1) & 0xff;
    return feedback;
  }

  #describe(base: number, last: number) {
    const ticks = (at: number) => Math.round((at * 1000) / microsecondsPerTick);
    const reference = Math.floor(ticks(this.#came.get(base) ?? 0) / ticksPerReference);
    const statuses: PacketStatus[] = [];
    const deltas: RecvDelta[] = [];
    let before = reference * ticksPerReference;
    for (let number = base; number <= last; number += 1) {
      const at = this.#came.get(number);
      const delta = at === undefined ? undefined : clamp(ticks(at) - before);
      statuses.push(statusOf(delta));
      if (delta === undefined) continue;
      deltas.push(new RecvDelta({ type: deltaType(delta), delta: delta * microsecondsPerTick }));
      before += delta;
    }
    return { reference, statuses, deltas };
  }

  #extend(number: number): number {
    if (this.#newest === undefined) return number;
    const ahead = ((number - this.#newest) << 16) >> 16;
    return this.#newest + ahead;
  }
}

function statusOf(delta: number | undefined): PacketStatus {
  return delta === undefined ? PacketStatus.TypeTCCPacketNotReceived : deltaType(delta);
}

function deltaType(delta: number) {
  const isSmall = delta >= 0 && delta <= 255;
  return isSmall
    ? PacketStatus.TypeTCCPacketReceivedSmallDelta
    : PacketStatus.TypeTCCPacketReceivedLargeDelta;
}

function clamp(delta: number): number {
  return Math.max(-32_768, Math.min(32_767, delta));
}

function runsOf(statuses: readonly PacketStatus[]): RunLengthChunk[] {
  const runs: RunLengthChunk[] = [];
  for (const packetStatus of statuses) {
    const run = runs.at(-1);
    if (run?.packetStatus === packetStatus) run.runLength += 1;
    else runs.push(new RunLengthChunk({ packetStatus, runLength: 1 }));
  }
  return runs;
}
