/**
 * What of a stream has not come, and when to ask for it again (RFC 4585 section 6.2.1). Knows no RTCP; sequence numbers are whole ones, from
 * an Unwrapper.
 */
interface Missing {
  askedAt: number;
  tries: number;
}

/** As libwebrtc: older ones are given up when there are more, after so many tries. */
const most = 1_000;
const mostTries = 10;

export class MissingPackets {
  /** In rising order. */
  readonly #missing = new Map<number, Missing>();

  /** The lowest that may still come. */
  get first(): number | undefined {
    return this.#missing.keys().next().value;
  }

  /** From `from` to before `end`: what was skipped. False when that is too much to ask for: then nothing is asked for any more. */
  add(from: number, end: number): boolean {
    if (this.#missing.size + end - from > most) {
      this.#missing.clear();
      return false;
    }
    for (let whole = from; whole < end; whole += 1) this.#missing.set(whole, { askedAt: 0, tries: 0 });
    return true;
  }

  /** It came. True when it was missing; `asked` says whether anybody asked. */
  take(whole: number): { readonly asked: boolean } | undefined {
    const found = this.#missing.get(whole);
    if (!found) return undefined;
    this.#missing.delete(whole);
    return { asked: found.tries > 0 };
  }

  /** Those to ask for, `every` ms each. What was asked for often enough is given up: `gaveUp`. */
  due(now: number, every: number): { readonly sequenceNumbers: readonly number[]; readonly gaveUp: boolean } {
    const sequenceNumbers: number[] = [];
    let gaveUp = false;
    for (const [whole, missing] of this.#missing) {
      if (missing.tries > 0 && now - missing.askedAt < every) continue;
      if (missing.tries >= mostTries) {
        this.#missing.delete(whole);
        gaveUp = true;
        continue;
      }
      missing.askedAt = now;
      missing.tries += 1;
      sequenceNumbers.push(whole & 0xffff);
    }
    return { sequenceNumbers, gaveUp };
  }

  clear(): void {
    this.#missing.clear();
  }
}
