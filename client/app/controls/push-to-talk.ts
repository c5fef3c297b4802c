/**
 * Holding the space bar while muted un-mutes until it is let go. What is heard ends with the hold however that ends: nobody stays
 * un-muted by accident. Knows no page: it is told what happens, and handed what it may do.
 */
interface Talk {
  /** Whether the microphone is on, or about to be. */
  isOn: () => boolean;
  setOn: (on: boolean) => void;
  /** The hold began or ended. */
  changed: (held: boolean) => void;
}

export class PushToTalk {
  readonly #talk: Talk;
  #held = false;

  constructor(talk: Talk) {
    this.#talk = talk;
  }

  get held(): boolean {
    return this.#held;
  }

  /** The space bar went down, and nothing else wants it. Returns whether it is used. `repeat`: it has been down for a while. */
  down(repeat: boolean): boolean {
    if (this.#held) return true;
    // One that was held before, say in a field that has lost the focus, begins nothing.
    if (repeat || this.#talk.isOn()) return false;
    this.#hold(true);
    this.#talk.setOn(true);
    return true;
  }

  /** The space bar came up, or it cannot be known any more: another window, a hidden page. Returns whether it was held. */
  up(): boolean {
    if (!this.#held) return false;
    this.#hold(false);
    this.#talk.setOn(false);
    return true;
  }

  /** The microphone was switched in another way: who muted stays muted, and a click on "mute" is not undone by letting go. */
  switched(on: boolean): void {
    if (this.#held && !on) this.#hold(false);
  }

  #hold(held: boolean): void {
    this.#held = held;
    this.#talk.changed(held);
  }
}
