/**
 * This person's microphone or camera: captured, muted, switched to another, and replaced when it is unplugged.
 * Owns its track: whatever it captured it stops. Knows no room: it is handed what to call.
 */
import { asCaptureError, capture, captureInstead, type Device } from './capture.ts';
import { aliasedDevice } from './devices.ts';
import { off, type SourceState } from './source-state.ts';

export interface LocalDeviceListener {
  /** Called for each change; what it returns resolves when the room sends the track that is in `state`. */
  changed(state: SourceState): Promise<void>;
  /** Unplugged, or taken back by the browser, and nothing took its place. */
  ended(): void;
  fellBack(label: string): void;
}

/** Milliseconds: a device that ends so soon after it took the place of another will not do better the next time. */
const tooSoon = 1_000;

export class LocalDevice {
  readonly #device: Device;
  readonly #listener: LocalDeviceListener;
  #preferred: string | undefined;
  #state: SourceState;
  /** What was asked for last: a camera that is on, a microphone that is heard. */
  #wanted = false;
  #starting: Promise<void> | undefined;
  /** Switching and falling back, one after the other. */
  #changes: Promise<void> = Promise.resolve();
  /** Each release for good begins another: what was being captured before it is not kept. */
  #epoch = 0;
  #fellBackAt = Number.NEGATIVE_INFINITY;

  constructor(device: Device, preferred: string | undefined, listener: LocalDeviceListener) {
    this.#device = device;
    this.#preferred = preferred;
    this.#listener = listener;
    this.#state = { ...off, deviceId: preferred };
  }

  get state(): SourceState {
    return this.#state;
  }

  get preferred(): string | undefined {
    return this.#preferred;
  }

  /** Nothing is captured, and nothing is being captured. */
  get idle(): boolean {
    return !this.#state.track && !this.#starting;
  }

  /** Rejects with CaptureError. */
  async set(on: boolean): Promise<void> {
    this.#wanted = on;
    if (!on && this.#device === 'camera') this.#release();
    else if (this.#state.track) this.#mute(this.#state.track, !on);
    else if (on && this.#starting) await this.#joinStart(this.#starting);
    else if (on) await this.begin(capture(this.#device, this.#preferred));
  }

  /** Takes what is being captured as this device. Rejects as `capturing` does. */
  begin(capturing: Promise<MediaStreamTrack>): Promise<void> {
    this.#wanted = true;
    return this.#await(capturing);
  }

  /**
   * Switches to another device; the old one goes on until the new one is sent, where both can be open at once. A device that is
   * off stays off, and is that one when it is switched on. Rejects with CaptureError, and what was in use stays.
   */
  use(deviceId: string): Promise<void> {
    const change = this.#changes.then(() => this.#switchTo(deviceId));
    this.#changes = change.catch(() => {});
    return change;
  }

  /** Releases the device, also one that is still being started. */
  stop(): void {
    this.#epoch += 1;
    this.#starting = undefined;
    this.#wanted = false;
    this.#release();
  }

  #await(capturing: Promise<MediaStreamTrack>): Promise<void> {
    const epoch = this.#epoch;
    void this.#show({ starting: true });
    const starting = capturing.then(
      track => {
        if (epoch === this.#epoch && this.#keeps()) void this.#take(track);
        else track.stop();
      },
      error => {
        if (epoch === this.#epoch) void this.#show({ ...off, deviceId: this.#preferred });
        throw asCaptureError(error);
      },
    );
    const settled = () => {
      if (this.#starting === starting) this.#starting = undefined;
    };
    this.#starting = starting;
    starting.then(settled, settled);
    return starting;
  }

  /** It may have been switched off and on again while it was being started. */
  #joinStart(starting: Promise<void>): Promise<void> {
    void this.#show({ starting: true });
    return starting;
  }

  /** A camera that was switched off while it was being started is let go; a microphone that was muted is kept, muted. */
  #keeps(): boolean {
    return this.#wanted || this.#device === 'microphone';
  }

  /** Resolves when the room sends it. */
  #take(track: MediaStreamTrack): Promise<void> {
    track.addEventListener('ended', () => this.#endedUnasked(track));
    const { deviceId = this.#preferred } = track.getSettings();
    track.enabled = this.#wanted;
    const shown = this.#show({ track, on: this.#wanted, starting: false, deviceId });
    void aliasedDevice(track).then(aliased => {
      if (aliased !== undefined && this.#state.track === track) void this.#show({ deviceId: aliased });
    });
    return shown;
  }

  async #switchTo(deviceId: string): Promise<void> {
    await this.#starting?.catch(() => {}); // whoever started it is told
    const before = this.#preferred;
    const { track: old } = this.#state;
    this.#preferred = deviceId;
    if (!old) return this.#show({ deviceId });
    if (old.readyState === 'live' && old.getSettings().deviceId === deviceId) return;
    const epoch = this.#epoch;
    try {
      const fresh = await this.#captureBeside(old, deviceId);
      // Switched off, or ended for good, meanwhile.
      if (epoch !== this.#epoch || this.#state.track !== old) return fresh.stop();
      await this.#take(fresh);
      old.stop();
    } catch (error) {
      this.#preferred = before;
      // It was stopped for the sake of the new one: back to it.
      if (old.readyState === 'ended' && this.#state.track === old) await this.#fallBack();
      throw asCaptureError(error);
    }
  }

  /** Some phones open one camera at a time: there the old one is stopped first. */
  async #captureBeside(old: MediaStreamTrack, exact: string): Promise<MediaStreamTrack> {
    try {
      return await capture(this.#device, { exact });
    } catch (error) {
      if (asCaptureError(error).problem !== 'in-use' || this.#state.track !== old) throw error;
      old.stop();
      return capture(this.#device, { exact });
    }
  }

  /** Stopping a track here is not told by it. */
  #endedUnasked(track: MediaStreamTrack): void {
    if (this.#state.track !== track) return;
    this.#changes = this.#changes.then(async () => {
      if (this.#state.track !== track) return; // it was switched meanwhile
      const again = performance.now() - this.#fellBackAt < tooSoon;
      this.#fellBackAt = performance.now();
      if (again) return this.#lost();
      await this.#fallBack();
      const { track: instead } = this.#state;
      if (instead && instead !== track) this.#listener.fellBack(instead.label);
    });
  }

  /** Whichever device the browser has left, as muted as the one that ended. Nobody is told that it is gone while another is sought. */
  async #fallBack(): Promise<void> {
    const epoch = this.#epoch;
    try {
      await this.#await(captureInstead(this.#device, this.#preferred));
    } catch {
      if (epoch === this.#epoch && this.#keeps()) this.#listener.ended();
    }
  }

  #mute(track: MediaStreamTrack, muted: boolean): void {
    track.enabled = !muted;
    void this.#show({ on: !muted });
  }

  #lost(): void {
    this.#release();
    this.#listener.ended();
  }

  #release(): void {
    const { track } = this.#state;
    void this.#show({ ...off, deviceId: this.#preferred });
    track?.stop();
  }

  #show(change: Partial<SourceState>): Promise<void> {
    this.#state = { ...this.#state, ...change };
    return this.#listener.changed(this.#state);
  }
}
