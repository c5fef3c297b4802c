/**
 * This person's screen and its sound: captured together, released together. Owns their tracks. Knows no room: it is handed what to call.
 */
import { asCaptureError, captureScreen } from './capture.ts';
import { off, type SourceState } from './source-state.ts';

export type ScreenSource = 'screen' | 'screen-audio';

export interface LocalScreenListener {
  changed(source: ScreenSource, state: SourceState): void;
  /** The person stopped it in the browser's own bar, or what was shared is gone. */
  ended(): void;
}

export class LocalScreen {
  readonly #listener: LocalScreenListener;
  readonly #states: Record<ScreenSource, SourceState> = { screen: off, 'screen-audio': off };
  #wanted = false;
  #starting: Promise<void> | undefined;

  constructor(listener: LocalScreenListener) {
    this.#listener = listener;
  }

  state(source: ScreenSource): SourceState {
    return this.#states[source];
  }

  /** Rejects with CaptureError; `refused` when the person called it off. */
  async set(on: boolean): Promise<void> {
    this.#wanted = on;
    if (!on) return this.stop();
    if (this.#states.screen.track) return;
    this.#show('screen', { starting: true });
    this.#starting ??= this.#start();
    await this.#starting;
  }

  stop(): void {
    this.#wanted = false;
    this.release('screen');
    this.release('screen-audio');
  }

  release(source: ScreenSource): void {
    const { track } = this.#states[source];
    this.#show(source, off);
    track?.stop();
  }

  async #start(): Promise<void> {
    try {
      const tracks = await captureScreen();
      // The browser's question cannot be taken back, but its answer need not be used.
      for (const track of tracks) this.#wanted ? this.#take(track) : track.stop();
    } catch (error) {
      this.#show('screen', off);
      throw asCaptureError(error);
    } finally {
      this.#starting = undefined;
    }
  }

  #take(track: MediaStreamTrack): void {
    const source = track.kind === 'video' ? 'screen' : 'screen-audio';
    track.addEventListener('ended', () => this.#endedUnasked(source, track));
    this.#show(source, { track, on: true, starting: false });
  }

  #endedUnasked(source: ScreenSource, track: MediaStreamTrack): void {
    if (this.#states[source].track !== track) return;
    if (source === 'screen-audio') {
      this.release(source);
      return;
    }
    this.stop();
    this.#listener.ended();
  }

  #show(source: ScreenSource, change: Partial<SourceState>): void {
    const before = this.#states[source];
    const state = { ...before, ...change };
    if (state.track === before.track && state.starting === before.starting) return;
    this.#states[source] = state;
    this.#listener.changed(source, state);
  }
}
