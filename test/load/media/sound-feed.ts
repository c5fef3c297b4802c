/**
 * Sends one sound: speech in loops while something is to be heard, else comfort noise as DTX does (RFC 7587 section 3.1.3). Knows the
 * stream it sends on as a function, no transport.
 */
import type { SentPacket } from '../transport/transport.ts';
import type { Clip } from './clip.ts';
import type { MediaClock } from './clock.ts';

export interface SoundFeedOptions {
  readonly clock: MediaClock;
  /** Both of one clock rate; the ticks of `silence` a multiple of those of `speech`. */
  readonly clips: { readonly speech: Clip; readonly silence: Clip };
  readonly send: (packet: SentPacket) => void;
  /** Where the RTP clock begins. */
  readonly timestamp: number;
  /** 0 to 1: which part of a packet's time passes before the first. */
  readonly phase: number;
  readonly speaking: boolean;
}

export class SoundFeed {
  readonly #options: SoundFeedOptions;
  readonly #startAt: number;
  /** Milliseconds of a packet of speech. */
  readonly #step: number;
  #isSpeaking: boolean;
  /** Of the next packet, in steps from the start. */
  #index = 0;
  #position = 0;
  #isFirst = true;
  #callOff = () => {};
  #isStopped = false;

  /** Begins at once. */
  constructor(options: SoundFeedOptions) {
    this.#options = options;
    const { speech } = options.clips;
    this.#step = (1000 * speech.ticks) / speech.clockRate;
    this.#startAt = options.clock.now + options.phase * this.#step;
    this.#isSpeaking = options.speaking;
    this.#schedule();
  }

  setSpeaking(speaking: boolean): void {
    if (speaking === this.#isSpeaking || this.#isStopped) return;
    this.#isSpeaking = speaking;
    this.#position = 0;
    this.#isFirst = speaking;
    // Of the steps, the first that has not passed: a pause may have planned far ahead.
    const { clock } = this.#options;
    this.#index = Math.max(0, Math.ceil((clock.now - this.#startAt) / this.#step));
    this.#schedule();
  }

  /** Nothing is sent after this. Idempotent. */
  stop(): void {
    this.#isStopped = true;
    this.#callOff();
  }

  #schedule(): void {
    this.#callOff();
    this.#callOff = this.#options.clock.at(this.#startAt + this.#index * this.#step, () => this.#send());
  }

  #send(): void {
    const { clips, send, timestamp } = this.#options;
    const clip = this.#isSpeaking ? clips.speech : clips.silence;
    const frame = clip.frames[this.#position % clip.frames.length];
    const rtpTime = (timestamp + this.#index * clips.speech.ticks) % 2 ** 32;
    if (frame) {
      send({ payload: frame.data, timestamp: rtpTime, marker: this.#isFirst, level: frame.level });
    }
    this.#isFirst = false;
    this.#position += 1;
    this.#index += clip.ticks / clips.speech.ticks;
    this.#schedule();
  }
}
