/**
 * Whether anybody is still at the other end of a socket. Where nothing comes on it any more, it asks whether the media of its peer are silent
 * too: where they are, the others are told after a moment that it is not there, until it is heard again or taken for gone. Knows no
 * socket; owns its timers.
 */
import type { Peer } from '../rooms/peer.ts';
import { Heartbeat, type HeartbeatOptions } from './heartbeat.ts';

export interface SilenceOptions extends Pick<HeartbeatOptions, 'pingSeconds' | 'silenceSeconds' | 'onBeat'> {
  /** Who is in a room by this socket, if anybody is. */
  readonly peer: () => Peer | undefined;
  /** Nothing came for too long; `total`: on the media neither. At most once, and the last call. */
  readonly onSilence: (total: boolean) => void;
}

/** From when a socket is quiet until it is heard. */
interface Quiet {
  readonly peer: Peer;
  /** Whether anything has arrived on its media since. */
  readonly stillSends: () => Promise<boolean>;
}

/** Milliseconds from when a socket is quiet, in which media that flow show. */
const doubtful = 4_000;

export class Silence {
  readonly #options: SilenceOptions;
  readonly #heartbeat: Heartbeat;
  #quiet: Quiet | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SilenceOptions) {
    this.#options = options;
    this.#heartbeat = new Heartbeat({
      ...options,
      onQuiet: () => this.#begin(),
      onHeard: () => this.#end(),
      onSilence: () => void this.#judge(),
    });
  }

  /** Something came on the socket. */
  heard(): void {
    this.#heartbeat.heard();
  }

  /** Tells nothing more. */
  stop(): void {
    this.#heartbeat.stop();
    this.#forget();
  }

  #begin(): void {
    const peer = this.#options.peer();
    if (!peer) return;
    const quiet = { peer, stillSends: peer.watchMedia() };
    this.#quiet = quiet;
    this.#timer = setTimeout(() => void this.#tell(quiet), doubtful);
  }

  #end(): void {
    this.#quiet?.peer.setAway(false);
    this.#forget();
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#quiet = undefined;
  }

  async #tell(quiet: Quiet): Promise<void> {
    const isTotal = !(await quiet.stillSends());
    if (isTotal && this.#quiet === quiet) quiet.peer.setAway(true);
  }

  /** The engine takes its time to tell of the media: whoever is heard meanwhile is there. */
  async #judge(): Promise<void> {
    const quiet = this.#quiet;
    const isTotal = quiet !== undefined && !(await quiet.stillSends());
    if (this.#quiet !== quiet) return;
    this.stop();
    this.#options.onSilence(isTotal);
  }
}
