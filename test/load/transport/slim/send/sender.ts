/** All that is sent on one transport: protects the packets of its streams, and hands on to them what the server says of them. */
import type { SentStream, SentStreamOptions } from '../../transport.ts';
import type { PacketCipher } from '../srtp/packet-cipher.ts';
import { OutgoingStream } from './sent-stream.ts';

export class Sender {
  /** Until there is one, nothing is sent. */
  cipher: PacketCipher | undefined;
  readonly #send: (bytes: Buffer) => void;
  readonly #streams = new Map<number, OutgoingStream>();
  #transportSequence = 0;
  #rtcpIndex = 0;

  /** `send`: of what is protected. */
  constructor(send: (bytes: Buffer) => void) {
    this.#send = send;
  }

  add(options: SentStreamOptions): SentStream {
    const stream = new OutgoingStream(options, {
      nextTransportSequence: () => this.#nextTransportSequence(),
      sendRtp: (packet, headerBytes, rollOver) => this.#sendRtp(packet, headerBytes, rollOver),
      sendRtcp: packet => this.sendRtcp(packet),
      closed: () => this.#streams.delete(options.ssrc),
    });
    this.#streams.set(options.ssrc, stream);
    return stream;
  }

  /** A compound in plain text. */
  sendRtcp(packet: Buffer): void {
    if (!this.cipher) return;
    this.#rtcpIndex = (this.#rtcpIndex + 1) & 0x7fff_ffff;
    this.#send(this.cipher.sealRtcp(packet, this.#rtcpIndex));
  }

  /** Once a second. */
  report(): void {
    for (const stream of this.#streams.values()) {
      const report = stream.report();
      if (report) this.sendRtcp(report);
    }
  }

  close(): void {
    for (const stream of this.#streams.values()) stream.close();
  }

  onReportBlock(ssrc: number, fractionLost: number, lastSenderReport: number, delay: number): void {
    this.#streams.get(ssrc)?.onReportBlock(fractionLost, lastSenderReport, delay);
  }

  onNack(ssrc: number, sequenceNumbers: readonly number[]): void {
    this.#streams.get(ssrc)?.onNack(sequenceNumbers);
  }

  onKeyFrameRequest(ssrc: number): void {
    this.#streams.get(ssrc)?.onKeyFrameRequest();
  }

  #nextTransportSequence(): number {
    this.#transportSequence = (this.#transportSequence + 1) & 0xffff;
    return this.#transportSequence;
  }

  #sendRtp(packet: Buffer, headerBytes: number, rollOver: number): number {
    if (!this.cipher) return 0;
    const bytes = this.cipher.sealRtp(packet, headerBytes, rollOver);
    this.#send(bytes);
    return bytes.length;
  }
}
