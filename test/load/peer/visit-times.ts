/** When a visit came how far, from opening its socket on; and only of what there was to wait for. */
import type { RoomState } from '../../../server/protocol/room-state.ts';
import { kindOf } from '../../../server/protocol/words.ts';
import type { VisitReport } from '../report/peer-report.ts';

export class VisitTimes {
  readonly report: VisitReport;
  readonly #beganAt = performance.now();
  /** Of whom there was something to be heard or seen when it came. */
  #expected: ReadonlySet<'audio' | 'video'> = new Set();

  /** `runBeganAt`: by performance.now(). */
  constructor(runBeganAt: number) {
    this.report = { at: this.#beganAt - runBeganAt };
  }

  hello(): void {
    this.report.hello = this.#since();
  }

  joined(state: RoomState, peerId: string): void {
    this.report.joined = this.#since();
    this.#expected = kindsOf(state, peerId);
  }

  connected(direction: 'send' | 'recv'): void {
    if (direction === 'send') this.report.sendConnected ??= this.#since();
    // Who comes into an empty room connects when somebody else comes, which is no time of its own.
    else if (this.#expected.size > 0) this.report.connected ??= this.#since();
  }

  first(kind: 'audio' | 'video'): void {
    if (!this.#expected.has(kind)) return;
    if (kind === 'audio') this.report.firstAudio ??= this.#since();
    else this.report.firstVideo ??= this.#since();
  }

  #since(): number {
    return performance.now() - this.#beganAt;
  }
}

/** What others send that is not muted: there is something to wait for. */
function kindsOf({ peers }: RoomState, self: string): Set<'audio' | 'video'> {
  const others = Object.values(peers).filter(({ peerId }) => peerId !== self);
  const producers = others.flatMap(peer => Object.values(peer.producers));
  return new Set(producers.filter(({ paused }) => !paused).map(({ source }) => kindOf(source)));
}
