/**
 * Notices within less than a second that nothing arrives any more over connections that carried much: browsers take five to say so.
 * Looks, and tells; what is done about it is not known here.
 *
 * It may be wrong: the others can fall silent all at once. What it leads to must cost nothing.
 */
import { type Look, Pulse } from './pulse.ts';

/** Milliseconds between two looks, while all is well and while there is doubt. */
const pause = 250;
const pauseInDoubt = 100;
/** Milliseconds without anything: longer than a phone's radio takes for a breath. */
const patience = 500;
/** Packets that went meanwhile and that the server would have answered. */
const unanswered = 4;
/** So many alarms in that time, and no more: on a network that comes and goes the browser's own judgement is as good. */
const mostAlarms = 3;
const alarmsIn = 30_000;

/** One of the two connections. */
export interface WatchedPath {
  readonly isConnected: boolean;
  /** What the browser counts; undefined where it counts nothing of the kind. */
  look(): Promise<Look | undefined>;
  /** Nothing arrives over it: another path is to be looked for. Called once until `alive`. */
  silent(): void;
  /** Something arrives again. */
  alive(): void;
}

export interface WatchedPaths {
  readonly send: WatchedPath;
  readonly recv: WatchedPath;
  /** Another number when more media have arrived: cheaper than a look. */
  arrived(): number;
}

interface Watched {
  readonly path: WatchedPath;
  readonly pulse: Pulse;
  suspected: boolean;
}

export class PathWatch {
  readonly #send: Watched;
  readonly #recv: Watched;
  readonly #arrived: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #alarms: number[] = [];
  #stopped = false;

  /** Begins at once. */
  constructor({ send, recv, arrived }: WatchedPaths) {
    this.#send = { path: send, pulse: new Pulse(), suspected: false };
    this.#recv = { path: recv, pulse: new Pulse(), suspected: false };
    this.#arrived = arrived;
    this.#lookAfter(pause);
  }

  /** Less will arrive, and for a reason. */
  expectLess(): void {
    this.#recv.pulse.forget();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #lookAfter(milliseconds: number): void {
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#look(), milliseconds);
  }

  async #look(): Promise<void> {
    try {
      await this.#takePulses();
      if (!this.#stopped) this.#judge();
    } catch {
      // A connection that is closed meanwhile has nothing to tell.
    }
    this.#lookAfter(this.#isInDoubt() ? pauseInDoubt : pause);
  }

  async #takePulses(): Promise<void> {
    const now = performance.now();
    const [sent, received] = await Promise.all([this.#lookAt(this.#send), this.#lookAtReceiving()]);
    if (sent) this.#send.pulse.take(now, sent);
    if (received) this.#recv.pulse.take(now, received);
  }

  async #lookAt({ path }: Watched): Promise<Look | undefined> {
    return path.isConnected ? path.look() : undefined;
  }

  /** There are many streams to count on it: that is done only where it is suspected. */
  async #lookAtReceiving(): Promise<Look | undefined> {
    if (this.#recv.suspected) return this.#lookAt(this.#recv);
    return { came: String(this.#arrived()), went: 0 };
  }

  #forget(): void {
    this.#send.pulse.forget();
    this.#recv.pulse.forget();
  }

  #judge(): void {
    const now = performance.now();
    for (const watched of [this.#send, this.#recv]) {
      if (!watched.suspected || !watched.pulse.beats) continue;
      watched.suspected = false;
      watched.pulse.forget();
      watched.path.alive();
    }
    if (this.#isSilent(now)) this.#alarm(now);
  }

  /**
   * What is sent is answered all the time; only where nothing is sent, what the others send counts. A link that is full answers late, and
   * carries media all the same: while any come, the path is there.
   */
  #isSilent(now: number): boolean {
    const [send, recv] = [this.#send.pulse, this.#recv.pulse];
    if (recv.silentFor(now) < patience) return false;
    if (send.isSteady) return send.silentFor(now) >= patience && send.wentUnanswered >= unanswered;
    return recv.isSteady;
  }

  /** Both lead to the same server; of the one that tells less only its browser knows that it lives. */
  #alarm(now: number): void {
    this.#forget();
    this.#alarms = this.#alarms.filter(at => now - at < alarmsIn);
    if (this.#alarms.length >= mostAlarms) return;
    this.#alarms.push(now);
    for (const watched of [this.#send, this.#recv]) {
      if (watched.suspected || !watched.path.isConnected) continue;
      watched.suspected = true;
      watched.path.silent();
    }
  }

  #isInDoubt(): boolean {
    return [this.#send, this.#recv].some(
      ({ pulse, suspected }) => suspected || (pulse.isSteady && !pulse.beats),
    );
  }
}
