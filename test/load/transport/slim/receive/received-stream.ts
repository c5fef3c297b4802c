/**
 * One stream that is received: what came, what did not, how evenly, how late; and what its sender is to be told. Reads headers; is given
 * payloads that others decrypted. Knows no socket.
 */
import type { ReceivedCounters, ReceivedStream, ReceivedStreamOptions } from '../../transport.ts';
import { nack, pictureLoss, type ReportBlock } from '../rtcp/rtcp-packets.ts';
import { fromNtp, wallClock } from '../rtp/clock.ts';
import { extensionUri } from '../rtp/extension-uris.ts';
import { type RtpView, uint16, uint32 } from '../rtp/rtp-view.ts';
import { rollOverStep, Unwrapper } from '../rtp/sequence.ts';
import { FrameClock } from './frame-clock.ts';
import { Jitter } from './jitter.ts';
import { beginsKeyFrame } from './key-frame.ts';
import { MissingPackets } from './missing-packets.ts';

/** What a stream needs of its transport. */
export interface Feedback {
  /** SSRC of who reports. */
  readonly ssrc: number;
  send(rtcp: Buffer): void;
  closed(stream: IncomingStream): void;
}

const originalSequenceBytes = 2; // RFC 4588 section 4
const askAgainAfter = 100; // ms; between askings of libwebrtc is a round trip
const keyFrameEvery = 300; // ms

export class IncomingStream implements ReceivedStream {
  readonly options: ReceivedStreamOptions;
  readonly counters: ReceivedCounters = newCounters();
  readonly #feedback: Feedback;
  readonly #sequence = new Unwrapper(1);
  readonly #missing = new MissingPackets();
  readonly #frames: FrameClock;
  readonly #captureId: number;
  readonly #jitter: Jitter;
  #base = -1;
  /** Of different packets, as far as is known: retransmissions that were not needed do not count. */
  #useful = 0;
  #sawKeyFrame = false;
  #keyFrameAskedAt = -keyFrameEvery;
  #senderReport = { middleNtp: 0, at: 0 };
  #reported = { expected: 0, lost: 0 };

  constructor(options: ReceivedStreamOptions, feedback: Feedback) {
    this.options = options;
    this.#feedback = feedback;
    this.#frames = new FrameClock(this.counters);
    this.#jitter = new Jitter(options.clockRate);
    this.#captureId = options.extensions.get(extensionUri.absCaptureTime) ?? 0;
  }

  /** Whether the payload of the next packet matters, whatever the share of those that are verified. */
  get looksForKeyFrame(): boolean {
    return (
      !this.#sawKeyFrame && this.options.codec !== undefined && this.options.onFirstKeyFrame !== undefined
    );
  }

  /** `payload`: undefined when it was not decrypted. */
  take(view: RtpView, now: number, payload: Buffer | undefined): void {
    const { counters } = this;
    counters.packets += 1;
    counters.bytes += view.bytes.length;
    if (counters.packets === 1) this.options.onFirstPacket?.();
    if (counters.onDelay) this.#tellDelay(view, now, counters.onDelay);
    if (view.ssrc === this.options.ssrc) this.#takeOriginal(view, now);
    else if (payload) this.#takeRetransmission(view, payload, now);
    if (payload) this.#look(view, payload);
  }

  reject(bytes: number): void {
    this.counters.packets += 1;
    this.counters.bytes += bytes;
    this.counters.rejected += 1;
  }

  onSenderReport(middleNtp: number, now: number): void {
    this.#senderReport = { middleNtp, at: now };
  }

  /** Asks for what is missing. */
  tick(now: number): void {
    if (!this.options.nack) return;
    const { sequenceNumbers, gaveUp } = this.#missing.due(now, askAgainAfter);
    if (gaveUp) this.#lostForGood(now);
    if (sequenceNumbers.length === 0) return;
    this.counters.nacks += 1;
    this.#feedback.send(nack(this.#feedback.ssrc, this.options.ssrc, sequenceNumbers));
  }

  /** Since the last one; undefined when nothing came yet. */
  report(now: number): ReportBlock | undefined {
    if (this.#base < 0) return undefined;
    const { lost } = this.counters;
    const expected = this.#expected();
    const [newlyExpected, newlyLost] = [expected - this.#reported.expected, lost - this.#reported.lost];
    this.#reported = { expected, lost };
    const { middleNtp, at } = this.#senderReport;
    return {
      ssrc: this.options.ssrc,
      fractionLost: newlyLost <= 0 ? 0 : Math.min(255, Math.floor((256 * newlyLost) / newlyExpected)),
      lost,
      highestSequence: this.#sequence.highest - rollOverStep,
      jitter: (this.counters.jitter * this.options.clockRate) / 1_000,
      lastSenderReport: middleNtp,
      delay: middleNtp === 0 ? 0 : Math.round(((now - at) * 65_536) / 1_000),
    };
  }

  requestKeyFrame(): void {
    this.#keyFrameAskedAt = performance.now();
    this.counters.keyFrameRequests += 1;
    this.#feedback.send(pictureLoss(this.#feedback.ssrc, this.options.ssrc));
  }

  expectPause(): void {
    this.#frames.pause();
    this.#jitter.pause();
  }

  close(): void {
    this.#feedback.closed(this);
  }

  #takeOriginal(view: RtpView, now: number): void {
    const before = this.#sequence.highest;
    const whole = this.#sequence.take(view.sequenceNumber);
    if (this.#base < 0) this.#base = whole;
    if (whole > before) this.#advance(before, whole, view, now);
    else if (this.#missing.take(whole)?.asked) this.counters.recovered += 1;
    this.#useful += 1;
    this.#counted(view, whole, now);
  }

  /** RFC 4588: the payload begins with the sequence number of the packet that it is. */
  #takeRetransmission(view: RtpView, payload: Buffer, now: number): void {
    if (payload.length <= originalSequenceBytes) return; // padding, which only probes
    const whole = this.#sequence.find(uint16(payload, 0));
    if (!this.#missing.take(whole)) return;
    this.counters.recovered += 1;
    this.#useful += 1;
    this.#counted(view, whole, now);
  }

  #advance(before: number, whole: number, view: RtpView, now: number): void {
    if (before >= 0 && whole > before + 1) {
      if (!this.options.nack) this.#missing.clear();
      else if (this.#missing.add(before + 1, whole)) this.tick(now);
      else this.#lostForGood(now);
    }
    this.counters.jitter = this.#jitter.take(view.timestamp, now);
  }

  #counted(view: RtpView, whole: number, now: number): void {
    this.counters.lost = this.#expected() - this.#useful;
    if (this.options.kind === 'audio') this.counters.frames += 1;
    else if (view.marker) this.#frames.ended(whole, this.#missing.first, now);
    else this.#frames.filled(this.#missing.first, now);
  }

  #expected(): number {
    return this.#sequence.highest - this.#base + 1;
  }

  /** A decoder cannot go on without it. */
  #lostForGood(now: number): void {
    this.#frames.filled(this.#missing.first, now);
    if (this.options.kind === 'video' && now - this.#keyFrameAskedAt >= keyFrameEvery) this.requestKeyFrame();
  }

  #tellDelay(view: RtpView, now: number, onDelay: (milliseconds: number) => void): void {
    if (this.options.delayOf) {
      onDelay(this.options.delayOf(view.timestamp, now));
      return;
    }
    const at = view.extension(this.#captureId);
    if (at === 0 || view.extensionBytes < 8) return;
    onDelay(wallClock(now) - fromNtp(uint32(view.bytes, at), uint32(view.bytes, at + 4)));
  }

  #look(view: RtpView, payload: Buffer): void {
    this.counters.verified += 1;
    const { codec, onFirstKeyFrame } = this.options;
    if (this.#sawKeyFrame || !codec || !onFirstKeyFrame) return;
    const isRetransmission = view.ssrc !== this.options.ssrc;
    if (!beginsKeyFrame(codec, isRetransmission ? payload.subarray(originalSequenceBytes) : payload)) return;
    this.#sawKeyFrame = true;
    onFirstKeyFrame();
  }
}

function newCounters(): ReceivedCounters {
  return {
    packets: 0,
    bytes: 0,
    lost: 0,
    recovered: 0,
    nacks: 0,
    keyFrameRequests: 0,
    jitter: 0,
    frames: 0,
    freezes: 0,
    frozen: 0,
    verified: 0,
    rejected: 0,
    onDelay: undefined,
  };
}
