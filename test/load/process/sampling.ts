/** How the peers of a process and the process itself are, second by second. */
import type { Delays } from '../self/delays.ts';
import type { SelfWatch } from '../self/self-watch.ts';
import type { Cast } from './cast.ts';
import type { News } from './messages.ts';
import { joinTimes, totalsOf } from './totals.ts';

export class Sampling {
  readonly #began: number;
  readonly #cast: Cast;
  readonly #delays: Delays;
  readonly #watch: SelfWatch;
  #last = 0;

  /** `began`: performance.now() of what times count from. */
  constructor(began: number, cast: Cast, delays: Delays, watch: SelfWatch) {
    this.#began = began;
    this.#cast = cast;
    this.#delays = delays;
    this.#watch = watch;
  }

  async take(): Promise<Extract<News, { of: 'sample' }>> {
    const at = performance.now() - this.#began;
    const reports = this.#cast.results().map(({ report }) => report);
    const joins = joinTimes(reports, this.#last, at);
    this.#last = at;
    const counted = { peers: this.#cast.inside, ...totalsOf(reports) };
    const sample = { at, ...counted, delayP99: this.#delays.turn(), ...(await this.#watch.turn()) };
    return { of: 'sample', sample, joins };
  }
}
