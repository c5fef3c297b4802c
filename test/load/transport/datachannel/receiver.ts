/**
 * One received stream: counts what comes of it and says what is to be told to the sender. Its arithmetic is its own on purpose, as a
 * check of other clients. Sends nothing itself.
 */
import { RtcpReceiverInfo, type RtcpSrPacket, type RtpPacket, unwrapRtx } from 'werift';
import type { ReceivedCounters, ReceivedStream, ReceivedStreamOptions } from '../transport.ts';
import { middleOf, wallClock } from './clock.ts';
import { captureTimeOf } from './extensions.ts';
import { FrameGaps } from './frame-gaps.ts';
import { beginsKeyFrame } from './key-frame.ts';
import { Sequence } from './sequence.ts';

interface Ports {
  requestKeyFrame(): void;
  close(): void;
}

export class Receiver implements ReceivedStream {
  readonly counters: ReceivedCounters;
  readonly options: ReceivedStreamOptions;
  readonly #ports: Ports;
  readonly #sequence = new Sequence();
  readonly #gaps = new FrameGaps();
  #transit: number | undefined;
  #jitterTicks = 0;
  #newestFrame: number | undefined;
  #lastReport: { middle: number; at: number } | undefined;
  #told = { expected: 0, lost: 0 };
  #sawKeyFrame = false;

  constructor(options: ReceivedStreamOptions, ports: Ports) {
    this.options = options;
    this.#ports = ports;
    this.counters = counters(() => this.#sequence.lost, this.#gaps);
  }

  /** `bytes`: of the packet as it was on the wire. `now`: milliseconds. */
  receive(packet: RtpPacket, bytes: number, now: number): void {
    const { counters: count, options } = this;
    count.packets += 1;
    count.bytes += bytes;
    count.verified += 1;
    if (count.packets === 1) options.onFirstPacket?.();
    if (packet.header.ssrc === options.rtxSsrc) this.#recover(packet, now);
    else this.#take(packet, now);
  }

  requestKeyFrame(): void {
    this.counters.keyFrameRequests += 1;
    this.#ports.requestKeyFrame();
  }

  expectPause(): void {
    this.#gaps.pause();
    this.#transit = undefined;
  }

  close(): void {
    this.#ports.close();
  }

  takeSenderReport({ senderInfo }: RtcpSrPacket, now: number): void {
    this.#lastReport = { middle: middleOf(senderInfo.ntpTimestamp), at: now };
  }

  /** A report block (RFC 3550 section 6.4.1); undefined while there is nothing to report. */
  report(now: number): RtcpReceiverInfo | undefined {
    const { expected, lost } = this.#sequence;
    if (expected === 0) return undefined;
    const expectedSince = expected - this.#told.expected;
    const lostSince = lost - this.#told.lost;
    this.#told = { expected, lost };
    const last = this.#lastReport;
    return new RtcpReceiverInfo({
      ssrc: this.options.ssrc,
      fractionLost: expectedSince > 0 ? Math.floor((256 * Math.max(0, lostSince)) / expectedSince) & 0xff : 0,
      packetsLost: Math.max(0, lost),
      highestSequence: this.#sequence.highest,
      jitter: Math.round(this.#jitterTicks),
      lsr: last?.middle ?? 0,
      dlsr: last ? Math.round((now - last.at) * 65.536) : 0,
    });
  }

  /** Sequence numbers to be asked for. */
  nacks(now: number): number[] {
    if (!this.options.nack) return [];
    const due = this.#sequence.due(now);
    if (due.length > 0) this.counters.nacks += 1;
    return due;
  }

  /** Padding comes as an empty retransmission: it repairs nothing. */
  #recover(packet: RtpPacket, now: number): void {
    if (packet.payload.length < 2) return;
    this.counters.recovered += 1;
    this.#take(unwrapRtx(packet, this.options.payloadType, this.options.ssrc), now, true);
  }

  #take(packet: RtpPacket, now: number, isRepair = false): void {
    const { header, payload } = packet;
    const isNewest = this.#sequence.add(header.sequenceNumber);
    if (isNewest && !isRepair) this.#measureJitter(header.timestamp, now);
    if (!isRepair) this.#tellDelay(packet);
    if (this.options.kind === 'audio') {
      this.counters.frames += 1;
      return;
    }
    if (this.#isNewFrame(header.timestamp)) this.counters.frames += 1;
    if (header.marker) this.#gaps.frame(now);
    this.#look(payload);
  }

  #measureJitter(timestamp: number, now: number): void {
    const arrival = (now / 1000) * this.options.clockRate;
    const transit = arrival - timestamp;
    if (this.#transit !== undefined) {
      const difference = Math.abs(wrapped(transit - this.#transit));
      this.#jitterTicks += (difference - this.#jitterTicks) / 16;
      this.counters.jitter = (this.#jitterTicks / this.options.clockRate) * 1000;
    }
    this.#transit = transit;
  }

  #tellDelay({ header }: RtpPacket): void {
    const { onDelay } = this.counters;
    if (!onDelay) return;
    const { delayOf, extensions } = this.options;
    if (delayOf) {
      onDelay(delayOf(header.timestamp, performance.now()));
      return;
    }
    const captured = captureTimeOf(extensions, header.extensions);
    if (captured !== undefined) onDelay(wallClock() - captured);
  }

  #isNewFrame(timestamp: number): boolean {
    if (this.#newestFrame !== undefined && ((timestamp - this.#newestFrame) | 0) <= 0) return false;
    this.#newestFrame = timestamp;
    return true;
  }

  #look(payload: Buffer): void {
    if (this.#sawKeyFrame || !beginsKeyFrame(this.options.codec, payload)) return;
    this.#sawKeyFrame = true;
    this.options.onFirstKeyFrame?.();
  }
}

/** A difference of RTP timestamps, which wrap at 32 bits. */
function wrapped(ticks: number): number {
  return ticks - Math.round(ticks / 2 ** 32) * 2 ** 32;
}

function counters(lost: () => number, gaps: FrameGaps): ReceivedCounters {
  return {
    packets: 0,
    bytes: 0,
    get lost() {
      return lost();
    },
    recovered: 0,
    nacks: 0,
    keyFrameRequests: 0,
    jitter: 0,
    frames: 0,
    get freezes() {
      return gaps.freezes;
    },
    get frozen() {
      return gaps.frozen;
    },
    verified: 0,
    rejected: 0,
    onDelay: undefined,
  };
}
