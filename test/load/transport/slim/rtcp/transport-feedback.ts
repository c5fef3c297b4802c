/**
 * When which packet of a transport arrived, as the sender's bandwidth estimation wants to know it: draft-holmer-rmcat-transport-wide-cc-
 * extensions-01. Keeps the arrivals since the last feedback; writes them when asked.
 */
import { Unwrapper } from '../rtp/sequence.ts';
import { type Arrival, encodeChunks } from './feedback-chunks.ts';
import { feedback, feedbackFormat, rtcpType } from './rtcp-packets.ts';

const slots = 1_024;
/** Longer a feedback would not fit into a datagram. */
const mostPackets = 400;
const mostLeadingLosses = 200;
const tickMs = 0.25;
const referenceMs = 64;
const mostTicks = 0x7fff;

export class TransportFeedback {
  readonly #unwrapper = new Unwrapper(1);
  readonly #sequences = new Float64Array(slots).fill(-1);
  readonly #arrivals = new Float64Array(slots);
  /** First that the next feedback is about; -1: nothing is to be told. */
  #from = -1;
  #lastTold = -1;
  #count = 0;

  /** `now`: ms. What comes late, after it was told to be missing, is told again with all that followed. */
  take(sequenceNumber: number, now: number): void {
    const whole = this.#unwrapper.take(sequenceNumber);
    if (whole <= this.#unwrapper.highest - slots) return;
    const slot = whole % slots;
    this.#sequences[slot] = whole;
    this.#arrivals[slot] = now;
    if (this.#from < 0) this.#from = this.#lastTold < 0 ? whole : Math.min(whole, this.#lastTold + 1);
    else if (whole < this.#from) this.#from = whole;
  }

  /** Undefined when nothing came. To be called until then: one packet is not always enough. */
  next(sender: number, ssrc: number): Buffer | undefined {
    const { highest } = this.#unwrapper;
    if (this.#from < 0) return undefined;
    const oldest = Math.max(this.#from, highest - slots + 1);
    const first = this.#firstThatCame(oldest);
    // It may begin with losses, but must not be of losses alone: the reference is the time of something that came.
    const base = Math.max(oldest, first - mostLeadingLosses);
    const reference = Math.floor((this.#arrivals[first % slots] ?? 0) / referenceMs);
    const { symbols, deltas } = this.#collect(base, highest, reference);
    const end = base + symbols.length;
    this.#from = end > highest ? -1 : end;
    this.#lastTold = Math.max(this.#lastTold, end - 1);
    return this.#write({ sender, ssrc, base, reference, symbols, deltas });
  }

  #has(whole: number): boolean {
    return this.#sequences[whole % slots] === whole;
  }

  #firstThatCame(from: number): number {
    let whole = from;
    while (whole < this.#unwrapper.highest && !this.#has(whole)) whole += 1;
    return whole;
  }

  #collect(base: number, highest: number, reference: number) {
    const symbols: Arrival[] = [];
    const deltas: number[] = [];
    let ticks = (reference * referenceMs) / tickMs;
    for (let whole = base; whole <= highest && symbols.length < mostPackets; whole += 1) {
      if (!this.#has(whole)) {
        symbols.push(0);
        continue;
      }
      const arrived = Math.round((this.#arrivals[whole % slots] ?? 0) / tickMs);
      const delta = arrived - ticks;
      if (Math.abs(delta) > mostTicks) break; // the next feedback has a reference of its own
      symbols.push(delta >= 0 && delta <= 0xff ? 1 : 2);
      deltas.push(delta);
      ticks = arrived;
    }
    return { symbols, deltas };
  }

  #write({ sender, ssrc, base, reference, symbols, deltas }: Feedback): Buffer {
    const chunks = encodeChunks(symbols);
    const deltaBytes = deltas.reduce((sum, delta) => sum + (isSmall(delta) ? 1 : 2), 0);
    const body = 8 + 2 * chunks.length + deltaBytes;
    const padding = -body & 3;
    const { transportFeedback } = rtcpType;
    const packet = feedback(transportFeedback, feedbackFormat.transportWide, sender, ssrc, body + padding);
    packet.writeUInt16BE(base & 0xffff, 12);
    packet.writeUInt16BE(symbols.length, 14);
    packet.writeUIntBE(reference & 0xff_ffff, 16, 3);
    packet.writeUInt8(this.#count & 0xff, 19);
    this.#count += 1;
    let at = 20;
    for (const chunk of chunks) at = packet.writeUInt16BE(chunk, at);
    for (const delta of deltas)
      at = isSmall(delta) ? packet.writeUInt8(delta, at) : packet.writeInt16BE(delta, at);
    if (padding > 0) {
      packet[0] = (packet[0] ?? 0) | 0x20; // RFC 3550 section 6.4.1: P, and how many in the last byte
      packet[packet.length - 1] = padding;
    }
    return packet;
  }
}

interface Feedback {
  readonly sender: number;
  readonly ssrc: number;
  readonly base: number;
  readonly reference: number;
  readonly symbols: readonly Arrival[];
  readonly deltas: readonly number[];
}

function isSmall(delta: number): boolean {
  return delta >= 0 && delta <= 0xff;
}
