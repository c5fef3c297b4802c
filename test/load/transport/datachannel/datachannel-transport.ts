/**
 * The transport of a load peer on libdatachannel, to check other clients by: its ICE, DTLS and SRTP, and counters of its own. Routes
 * packets to streams by SSRC and tells the server what it is owed.
 *
 * It cannot do all: UDP without TURN only, no ICE restart; and it decrypts and verifies each packet, whatever `verifyOneIn` says.
 * What has a wrong tag never leaves libdatachannel: `rejected` counts malformed packets only.
 */
import { isRtcp, type RtcpPacket, RtpPacket } from 'werift';
import type {
  CreateTransport,
  LoadTransport,
  ReceivedStreamOptions,
  SentStreamOptions,
  TransportOptions,
} from '../transport.ts';
import { Arrivals } from './arrivals.ts';
import { transportCcOf } from './extensions.ts';
import { Link } from './link.ts';
import { Receiver } from './receiver.ts';
import { remoteAnswer } from './remote-answer.ts';
import { nack, pictureLoss, readRtcp, receiverReports, transportFeedback } from './rtcp.ts';
import { Sender } from './sender.ts';

/** AEAD_AES_GCM, on which libdatachannel and the server agree: both prefer it. */
const tagBytes = 16;
const feedbackEveryMs = 50;
const reportEveryMs = 1_000;

/** Throws for another way than UDP. */
export const createDatachannelTransport: CreateTransport = options => new DatachannelTransport(options);

class DatachannelTransport implements LoadTransport {
  readonly #options: TransportOptions;
  readonly #link: Link;
  readonly #received = new Map<number, Receiver>();
  readonly #sent = new Map<number, Sender>();
  readonly #arrivals = new Arrivals();
  readonly #timers: NodeJS.Timeout[] = [];
  /** Of all received streams: a transport gives an extension the same id in each. */
  readonly #extensions = new Map<string, number>();
  #packetNumber = 0;

  constructor(options: TransportOptions) {
    const { way, onLost } = options;
    if (way !== 'udp') throw new Error(`the datachannel client knows no ${way}: UDP only`);
    this.#options = options;
    this.#link = new Link({
      receive: packet => this.#receive(packet),
      onLost: why => {
        this.close();
        onLost(why);
      },
    });
  }

  get dtlsParameters() {
    return this.#link.dtlsParameters;
  }

  async connect(): Promise<void> {
    const { info, family } = this.#options;
    try {
      await this.#link.connect(remoteAnswer(info, family));
    } catch (error) {
      this.close();
      throw error;
    }
    this.#timers.push(
      setInterval(() => this.#sendFeedback(), feedbackEveryMs),
      setInterval(() => this.#sendReports(), reportEveryMs),
    );
  }

  receive(options: ReceivedStreamOptions): Receiver {
    const ssrcs = [options.ssrc, ...(options.rtxSsrc === undefined ? [] : [options.rtxSsrc])];
    const receiver = new Receiver(options, {
      requestKeyFrame: () => this.#link.send(pictureLoss(options.ssrc)),
      close: () => {
        for (const ssrc of ssrcs) this.#received.delete(ssrc);
      },
    });
    for (const ssrc of ssrcs) this.#received.set(ssrc, receiver);
    for (const [uri, id] of options.extensions) this.#extensions.set(uri, id);
    return receiver;
  }

  send(options: SentStreamOptions): Sender {
    const sender = new Sender(options, {
      send: packet => this.#sendPacket(packet),
      nextNumber: () => {
        this.#packetNumber = (this.#packetNumber + 1) & 0xffff;
        return this.#packetNumber;
      },
      close: () => this.#sent.delete(options.ssrc),
    });
    this.#sent.set(options.ssrc, sender);
    return sender;
  }

  async restartIce(): Promise<void> {
    throw new Error('the datachannel client cannot restart ICE');
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.#received.clear();
    this.#sent.clear();
    this.#link.close();
  }

  #sendPacket(packet: RtpPacket): number {
    const bytes = packet.serialize();
    this.#link.send(bytes);
    return bytes.length + tagBytes;
  }

  #receive(data: Buffer): void {
    const now = performance.now();
    if (isRtcp(data)) {
      for (const packet of readRtcp(data)) this.#takeRtcp(packet, now);
      return;
    }
    const receiver = data.length >= 12 ? this.#received.get(data.readUInt32BE(8)) : undefined;
    const packet = parse(data);
    if (packet) this.#takeArrival(packet, now);
    if (!receiver) return; // a probe of bandwidth, or of a stream that was closed
    if (packet) receiver.receive(packet, data.length + tagBytes, now);
    else receiver.counters.rejected += 1;
  }

  /** Probes are told of like all others. */
  #takeArrival({ header }: RtpPacket, now: number): void {
    const number = transportCcOf(this.#extensions, header.extensions);
    if (number !== undefined) this.#arrivals.add(number, now);
  }

  #takeRtcp(packet: RtcpPacket, now: number): void {
    if ('reports' in packet)
      for (const report of packet.reports) this.#sent.get(report.ssrc)?.takeReport(report);
    if ('senderInfo' in packet) this.#received.get(packet.ssrc)?.takeSenderReport(packet, now);
    if (!('feedback' in packet)) return;
    const { feedback } = packet;
    if (feedback === undefined) return; // of a kind that werift does not know
    if ('lost' in feedback) this.#sent.get(feedback.mediaSourceSsrc)?.repeat(feedback.lost);
    else if ('fir' in feedback) for (const { ssrc } of feedback.fir) this.#sent.get(ssrc)?.requestKeyFrame();
    else if ('mediaSsrc' in feedback) this.#sent.get(feedback.mediaSsrc)?.requestKeyFrame();
  }

  #sendFeedback(): void {
    const now = performance.now();
    const receivers = new Set(this.#received.values());
    for (const receiver of receivers) {
      const lost = receiver.nacks(now);
      if (lost.length > 0) this.#link.send(nack(receiver.options.ssrc, lost));
    }
    const [first] = receivers;
    const feedback = first && this.#arrivals.feedback(first.options.ssrc);
    if (feedback) this.#link.send(transportFeedback(feedback));
  }

  #sendReports(): void {
    const now = performance.now();
    for (const sender of this.#sent.values()) {
      const report = sender.report();
      if (report) this.#link.send(report.serialize());
    }
    const reports = [...new Set(this.#received.values())].flatMap(receiver => receiver.report(now) ?? []);
    for (const packet of receiverReports(reports)) this.#link.send(packet);
  }
}

function parse(data: Buffer): RtpPacket | undefined {
  try {
    return RtpPacket.deSerialize(data);
  } catch {
    return undefined;
  }
}
