/**
 * All that is received on one transport: finds the stream of each packet, decrypts what is to be verified, and owes the server its
 * feedback. Knows no socket: protected packets come in, RTCP in plain text goes out.
 */
import type { ReceivedStream, ReceivedStreamOptions } from '../../transport.ts';
import { mostReportBlocks, receiverReport, sourceDescription } from '../rtcp/rtcp-packets.ts';
import { TransportFeedback } from '../rtcp/transport-feedback.ts';
import { extensionUri } from '../rtp/extension-uris.ts';
import { RtpView, uint16 } from '../rtp/rtp-view.ts';
import { rollOver, Unwrapper } from '../rtp/sequence.ts';
import type { PacketCipher } from '../srtp/packet-cipher.ts';
import { IncomingStream } from './received-stream.ts';

/** Everything with one SSRC, from its first packet on, whether anybody wants it or not: SRTP counts its roll-overs. */
interface Track {
  readonly ssrc: number;
  readonly sequence: Unwrapper;
  stream: IncomingStream | undefined;
}

export interface ReceiverOptions {
  readonly verifyOneIn: number;
  /** SSRC and name of who reports. */
  readonly ssrc: number;
  readonly cname: string;
  sendRtcp(packet: Buffer): void;
}

/** More than a transport has consumers; what is beyond is not looked at. */
const mostTracks = 4_096;

export class Receiver {
  /** Until there is one, nothing is understood. */
  cipher: PacketCipher | undefined;
  readonly #options: ReceiverOptions;
  readonly #streams = new Set<IncomingStream>();
  readonly #tracks = new Map<number, Track>();
  readonly #view = new RtpView();
  readonly #transportFeedback = new TransportFeedback();
  #last: Track | undefined;
  #transportSequenceId = 0;
  #sinceVerified = 0;

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  add(options: ReceivedStreamOptions): ReceivedStream {
    const { ssrc, sendRtcp } = this.#options;
    const stream = new IncomingStream(options, { ssrc, send: sendRtcp, closed: gone => this.#remove(gone) });
    this.#streams.add(stream);
    for (const each of ssrcsOf(stream)) {
      const track = this.#track(each);
      if (track) track.stream = stream;
    }
    this.#transportSequenceId ||= options.extensions.get(extensionUri.transportSequence) ?? 0;
    return stream;
  }

  /** One packet as it came, at `now`. */
  takeRtp(bytes: Buffer, now: number): void {
    const view = this.#view;
    if (!this.cipher) return;
    if (!view.read(bytes)) {
      this.#last?.stream?.reject(bytes.length); // whose it is cannot be known
      return;
    }
    const track = this.#last?.ssrc === view.ssrc ? this.#last : this.#track(view.ssrc);
    if (!track) return;
    this.#last = track;
    this.#takeTransportSequence(view, now);
    const whole = track.sequence.take(view.sequenceNumber);
    if (track.stream) this.#deliver(track.stream, view, whole, now);
  }

  onSenderReport(ssrc: number, middleNtp: number): void {
    this.#tracks.get(ssrc)?.stream?.onSenderReport(middleNtp, performance.now());
  }

  /** What is owed ten times a second: requests for what is missing, and when what came arrived. */
  tick(now: number): void {
    for (const stream of this.#streams) stream.tick(now);
    const { sendRtcp, ssrc } = this.#options;
    for (;;) {
      const packet = this.#transportFeedback.next(ssrc, this.#last?.ssrc ?? 0);
      if (!packet) return;
      sendRtcp(packet);
    }
  }

  /** What is owed once a second: one compound for all streams, or for so many as fit into one. */
  report(now: number): void {
    const blocks = [...this.#streams].flatMap(stream => stream.report(now) ?? []);
    const { ssrc, cname, sendRtcp } = this.#options;
    for (let from = 0; from < blocks.length; from += mostReportBlocks) {
      const some = blocks.slice(from, from + mostReportBlocks);
      sendRtcp(Buffer.concat([receiverReport(ssrc, some), sourceDescription(ssrc, cname)]));
    }
  }

  /** One in so many is decrypted, and all whose content is needed: retransmissions, and what may begin the first key frame. */
  #deliver(stream: IncomingStream, view: RtpView, whole: number, now: number): void {
    this.#sinceVerified += 1;
    const isDue = this.#sinceVerified >= this.#options.verifyOneIn;
    if (!isDue && view.ssrc === stream.options.ssrc && !stream.looksForKeyFrame) {
      stream.take(view, now, undefined);
      return;
    }
    this.#sinceVerified = 0;
    const payload =
      whole < 0 ? undefined : this.cipher?.openRtp(view.bytes, view.headerBytes, rollOver(whole));
    if (payload) stream.take(view, now, payload);
    else stream.reject(view.bytes.length);
  }

  #takeTransportSequence(view: RtpView, now: number): void {
    const at = view.extension(this.#transportSequenceId);
    if (at > 0 && view.extensionBytes === 2) this.#transportFeedback.take(uint16(view.bytes, at), now);
  }

  #track(ssrc: number): Track | undefined {
    const found = this.#tracks.get(ssrc);
    if (found || this.#tracks.size >= mostTracks) return found;
    const track = { ssrc, sequence: new Unwrapper(0), stream: undefined };
    this.#tracks.set(ssrc, track);
    return track;
  }

  #remove(stream: IncomingStream): void {
    this.#streams.delete(stream);
    for (const ssrc of ssrcsOf(stream)) {
      const track = this.#tracks.get(ssrc);
      if (track?.stream === stream) track.stream = undefined;
    }
  }
}

function ssrcsOf({ options: { ssrc, rtxSsrc } }: IncomingStream): readonly number[] {
  return rtxSsrc === undefined ? [ssrc] : [ssrc, rtxSsrc];
}
