/**
 * One sent stream: packs what it is given into RTP, keeps it for a while to repeat it, and says when it was sent. What goes out, goes
 * out through its port.
 */
import { type RtcpReceiverInfo, RtcpSenderInfo, RtcpSrPacket, RtpHeader, RtpPacket, wrapRtx } from 'werift';
import type { SentCounters, SentPacket, SentStream, SentStreamOptions } from '../transport.ts';
import { middleOf, ntpOf, wallClock } from './clock.ts';
import { type Said, writeExtensions } from './extensions.ts';

/** Packets that can be repeated. */
const kept = 512;

interface Ports {
  /** Returns the bytes on the wire. */
  send(packet: RtpPacket): number;
  /** The next number by which the transport counts its packets. */
  nextNumber(): number;
  close(): void;
}

export class Sender implements SentStream {
  readonly counters: SentCounters = {
    packets: 0,
    bytes: 0,
    retransmitted: 0,
    keyFrameRequests: 0,
    fractionLost: 0,
    roundTrip: undefined,
  };
  readonly options: SentStreamOptions;
  readonly #ports: Ports;
  readonly #kept = new Map<number, RtpPacket>();
  #next: number;
  #nextRepair = 0;
  #octets = 0;
  #last: { timestamp: number; at: number } | undefined;

  constructor(options: SentStreamOptions, ports: Ports) {
    this.options = options;
    this.#ports = ports;
    this.#next = options.sequenceNumber & 0xffff;
  }

  send({ payload, timestamp, marker, level }: SentPacket): void {
    const { ssrc, payloadType, rid } = this.options;
    const header = new RtpHeader({ ssrc, payloadType, timestamp, marker, sequenceNumber: this.#next });
    this.#next = (this.#next + 1) & 0xffff;
    const packet = new RtpPacket(header, Buffer.from(payload));
    const at = wallClock();
    this.#say(packet, { rid, level, captureTime: at });
    this.#keep(packet);
    this.#last = { timestamp, at };
    this.#octets += payload.length;
    this.counters.packets += 1;
    this.counters.bytes += this.#ports.send(packet);
  }

  close(): void {
    this.#ports.close();
  }

  /** RFC 4588 where an SSRC was agreed on for it, else the same packet once more. */
  repeat(sequenceNumbers: readonly number[]): void {
    const { rtxSsrc, rtxPayloadType, rid } = this.options;
    for (const each of sequenceNumbers) {
      const packet = this.#kept.get(each & 0xffff);
      if (!packet) continue;
      this.counters.retransmitted += 1;
      if (rtxSsrc === undefined || rtxPayloadType === undefined) {
        this.#ports.send(packet);
        continue;
      }
      const repair = wrapRtx(packet, rtxPayloadType, this.#nextRepair, rtxSsrc);
      this.#nextRepair = (this.#nextRepair + 1) & 0xffff;
      this.#say(repair, { repairedRid: rid });
      this.#ports.send(repair);
    }
  }

  requestKeyFrame(): void {
    this.counters.keyFrameRequests += 1;
    this.options.onKeyFrameRequest?.();
  }

  takeReport({ fractionLost, lsr, dlsr }: RtcpReceiverInfo): void {
    this.counters.fractionLost = fractionLost / 256;
    if (lsr === 0) return;
    const since = (middleOf(ntpOf(wallClock())) - lsr - dlsr) >>> 0;
    this.counters.roundTrip = (since / 65_536) * 1000;
  }

  /** Ties the RTP clock to the wall clock (RFC 3550 section 6.4.1); undefined before the first packet. */
  report(): RtcpSrPacket | undefined {
    if (!this.#last) return undefined;
    const now = wallClock();
    const ticks = ((now - this.#last.at) / 1000) * this.options.clockRate;
    const senderInfo = new RtcpSenderInfo({
      ntpTimestamp: ntpOf(now),
      rtpTimestamp: (this.#last.timestamp + Math.round(ticks)) >>> 0,
      packetCount: this.counters.packets,
      octetCount: this.#octets % 2 ** 32,
    });
    return new RtcpSrPacket({ ssrc: this.options.ssrc, senderInfo });
  }

  #say({ header }: RtpPacket, said: Said): void {
    const { extensions, mid } = this.options;
    const all = { mid, sendTime: wallClock(), transportCc: this.#ports.nextNumber(), ...said };
    header.extensions = writeExtensions(extensions, all);
    header.extension = header.extensions.length > 0;
  }

  #keep(packet: RtpPacket): void {
    const { sequenceNumber } = packet.header;
    this.#kept.set(sequenceNumber, packet);
    this.#kept.delete((sequenceNumber - kept) & 0xffff);
  }
}
