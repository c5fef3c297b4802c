/**
 * Switches off the layers of one video that nobody receives, and on again: its encoder then works for them no more and nothing of
 * them is sent. Owns neither producer nor track. One change at a time; of those that come meanwhile the last counts.
 */
import type { Producer } from 'mediasoup-client/types';
import { asError } from './signalling.ts';

/** The highest spatial layer that anybody wants; `null`: nobody wants any. */
export type WantedLayer = number | null;

/** As much of a mediasoup-client producer as it takes. */
export type SwitchedProducer = Pick<Producer, 'closed' | 'rtpSender' | 'setRtpEncodingParameters'>;

/** A change can be undone by a negotiation that began before it; then it is made again, so many times. */
const attempts = 3;

export class EncodingSwitch {
  readonly #producer: SwitchedProducer;
  readonly #failed: (error: Error) => void;
  #wanted: WantedLayer | undefined;
  #busy = false;

  /** `failed`: more is sent than is wanted, or less. */
  constructor(producer: SwitchedProducer, failed: (error: Error) => void) {
    this.#producer = producer;
    this.#failed = failed;
  }

  want(layer: WantedLayer): void {
    this.#wanted = layer;
    if (this.#busy) return;
    void this.#settle();
  }

  async #settle(): Promise<void> {
    this.#busy = true;
    let done: WantedLayer | undefined;
    while (this.#wanted !== undefined && this.#wanted !== done) {
      done = this.#wanted;
      try {
        await this.#switchTo(done);
      } catch (error) {
        if (!this.#producer.closed) this.#failed(asError(error));
      }
    }
    this.#busy = false; // in the same turn in which nothing was left to do: a wish in the next one begins anew
  }

  async #switchTo(wanted: WantedLayer): Promise<void> {
    const { rtpSender: sender } = this.#producer;
    if (!sender) return;
    for (let attempt = 0; attempt < attempts && !this.#producer.closed; attempt += 1) {
      const parameters = sender.getParameters();
      if (!switchEncodings(parameters.encodings, wanted)) return;
      await sender.setParameters(parameters);
      // Each later negotiation would switch on again what the far end's description does not call paused: this makes it do so.
      if (parameters.encodings.length > 1 && !this.#producer.closed) {
        await this.#producer.setRtpEncodingParameters({});
      }
    }
  }
}

/** Simulcast has an encoding for each layer, the smallest first; all layers of SVC are in one. Returns whether anything changed. */
function switchEncodings(encodings: RTCRtpEncodingParameters[], wanted: WantedLayer): boolean {
  let changed = false;
  for (const [layer, encoding] of encodings.entries()) {
    const active = wanted !== null && (encodings.length === 1 || layer <= wanted);
    changed ||= encoding.active !== active;
    encoding.active = active;
  }
  return changed;
}
