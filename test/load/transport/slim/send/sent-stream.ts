/**
 * One stream that is sent: its packets, those that are asked for again, and what it reports. Knows no socket and no cipher: packets in
 * plain text go to its transport.
 */
import type { SentCounters, SentPacket, SentStream, SentStreamOptions } from '../../transport.ts';
import { bye, senderReport, sourceDescription } from '../rtcp/rtcp-packets.ts';
import { middleNtp, wallClock } from '../rtp/clock.ts';
import { HeaderWriter } from '../rtp/header-writer.ts';
import { rollOver } from '../rtp/sequence.ts';

/** What a stream needs of its transport. */
export interface Outlet {
  /** Of the transport: one count for all its streams. */
  nextTransportSequence(): number;
  /** Gives how many bytes it has become; 0: it could not be sent. */
  sendRtp(packet: Buffer, headerBytes: number, rollOver: number): number;
  sendRtcp(packet: Buffer): void;
  closed(stream: OutgoingStream): void;
}

interface Sent extends SentPacket {
  readonly whole: number;
  readonly capturedAt: number;
}

/** Packets to send again: more than a second of 2.5 Mbit/s. */
const history = 512;
const extraRtxBytes = 2; // RFC 4588 section 4: the original sequence number

export class OutgoingStream implements SentStream {
  readonly options: SentStreamOptions;
  readonly counters: SentCounters = {
    packets: 0,
    bytes: 0,
    retransmitted: 0,
    keyFrameRequests: 0,
    fractionLost: 0,
    roundTrip: undefined,
  };
  readonly #outlet: Outlet;
  readonly #header: HeaderWriter;
  readonly #rtxHeader: HeaderWriter | undefined;
  readonly #history: (Sent | undefined)[] = [];
  #whole: number;
  #rtxWhole = 0;
  #payloadBytes = 0;
  #last: Sent | undefined;
  #closed = false;

  constructor(options: SentStreamOptions, outlet: Outlet) {
    this.options = options;
    this.#outlet = outlet;
    this.#whole = options.sequenceNumber & 0xffff;
    this.#header = new HeaderWriter({ ...options, isRepair: false });
    const { rtxSsrc: ssrc, rtxPayloadType: payloadType } = options;
    if (ssrc !== undefined && payloadType !== undefined)
      this.#rtxHeader = new HeaderWriter({ ...options, ssrc, payloadType, isRepair: true });
  }

  /** The payload is kept for a while, to be sent again: it must not change. */
  send(packet: SentPacket): void {
    if (this.#closed) return;
    const now = wallClock(performance.now());
    const sent = { ...packet, whole: this.#whole, capturedAt: now };
    const bytes = this.#transmit(sent, now);
    if (bytes === 0) return; // not connected yet
    this.#whole += 1;
    this.#history[sent.whole % history] = sent;
    this.#last = sent;
    this.counters.packets += 1;
    this.counters.bytes += bytes;
    this.#payloadBytes += packet.payload.length;
  }

  /** A sender report with a source description; undefined before the first packet. */
  report(): Buffer | undefined {
    if (!this.#last) return undefined;
    const now = wallClock(performance.now());
    const { ssrc, clockRate, cname } = this.options;
    const elapsed = ((now - this.#last.capturedAt) * clockRate) / 1_000;
    const info = {
      ssrc,
      wallClock: now,
      timestamp: (this.#last.timestamp + Math.round(elapsed)) % 0x1_0000_0000,
      packets: this.counters.packets,
      payloadBytes: this.#payloadBytes,
    };
    return Buffer.concat([senderReport(info), sourceDescription(ssrc, cname)]);
  }

  onReportBlock(fractionLost: number, lastSenderReport: number, delay: number): void {
    this.counters.fractionLost = fractionLost;
    if (lastSenderReport === 0) return;
    const units = (middleNtp(wallClock(performance.now())) - lastSenderReport - delay) | 0;
    this.counters.roundTrip = Math.max(0, (units * 1_000) / 65_536);
  }

  onNack(sequenceNumbers: readonly number[]): void {
    const now = wallClock(performance.now());
    for (const sequenceNumber of sequenceNumbers) this.#sendAgain(sequenceNumber, now);
  }

  onKeyFrameRequest(): void {
    this.counters.keyFrameRequests += 1;
    this.options.onKeyFrameRequest?.();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    // A compound begins with a report (RFC 3550 section 6.1).
    const report = this.report();
    if (report) this.#outlet.sendRtcp(Buffer.concat([report, bye(this.options.ssrc)]));
    this.#outlet.closed(this);
  }

  #sendAgain(sequenceNumber: number, now: number): void {
    const sent = this.#history[sequenceNumber % history];
    if (!sent || (sent.whole & 0xffff) !== sequenceNumber) return;
    this.counters.retransmitted += 1;
    this.counters.bytes += this.#rtxHeader
      ? this.#retransmit(this.#rtxHeader, sent, now)
      : this.#transmit(sent, now);
  }

  #transmit(sent: Sent, now: number): number {
    const { bytes } = this.#header;
    const packet = Buffer.allocUnsafe(bytes + sent.payload.length);
    this.#header.write(packet, { ...this.#fields(sent, now), sequenceNumber: sent.whole & 0xffff });
    packet.set(sent.payload, bytes);
    return this.#outlet.sendRtp(packet, bytes, rollOver(sent.whole));
  }

  #retransmit(header: HeaderWriter, sent: Sent, now: number): number {
    const whole = this.#rtxWhole;
    this.#rtxWhole += 1;
    const packet = Buffer.allocUnsafe(header.bytes + extraRtxBytes + sent.payload.length);
    header.write(packet, { ...this.#fields(sent, now), sequenceNumber: whole & 0xffff });
    packet.writeUInt16BE(sent.whole & 0xffff, header.bytes);
    packet.set(sent.payload, header.bytes + extraRtxBytes);
    return this.#outlet.sendRtp(packet, header.bytes, rollOver(whole));
  }

  #fields({ timestamp, marker, level, capturedAt }: Sent, sentAt: number) {
    const transportSequence = this.#outlet.nextTransportSequence();
    return { timestamp, marker, level, capturedAt, sentAt, transportSequence };
  }
}
