/**
 * Whether somebody speaks, from levels measured one after the other: a cough or a key press is not speech. Pure.
 */

/** On the scale of the level meter: about -32 dB below full scale. */
const loud = 0.46;
/** Milliseconds of loudness that are speech; what is in between counts against it. */
const enough = 450;
/** Longer gaps between two measurements say nothing, as after a pause of the page. */
const longestStep = 100;

export class SpeechDetector {
  #loudFor = 0;
  #lastAt: number | undefined;

  /** `level`: 0 to 1; `at`: milliseconds. Returns whether there was speech just now. */
  heard(level: number, at: number): boolean {
    const step = Math.min(longestStep, at - (this.#lastAt ?? at));
    this.#lastAt = at;
    this.#loudFor = level >= loud ? this.#loudFor + step : Math.max(0, this.#loudFor - step / 3);
    return this.#loudFor >= enough;
  }
}
