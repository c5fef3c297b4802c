/**
 * This person's microphone, camera and screen: captured, switched on and off, and published into the room once there is one.
 * Owns the tracks: whatever it captured it stops.
 */
import { type Signal, signal } from '@preact/signals';
import {
  type Captured,
  CaptureError,
  capture,
  captureBoth,
  captureScreen,
  type Room,
  type Source,
  type VideoCodec,
} from '../sdk/index.ts';
import { notify } from './notices.ts';
import { text } from './strings/index.ts';

export interface DeviceState {
  /** null: the device is not in use. */
  track: MediaStreamTrack | null;
  /** Others see or hear it. A muted microphone keeps its track, so that it is back at once; a camera that is off does not. */
  on: boolean;
  /** Being started: the browser may be asking for permission. */
  starting: boolean;
}

const off: DeviceState = { track: null, on: false, starting: false };
type Device = 'microphone' | 'camera';
type Published = Device | 'screen' | 'screen-audio';

export class LocalMedia {
  readonly microphone = signal(off);
  readonly camera = signal(off);
  readonly screen = signal(off);
  readonly screenAudio = signal(off);
  readonly #videoCodec: VideoCodec;
  #room: Room | undefined;
  #stopped = false;

  /** The camera is sent in `videoCodec`, where browser and room have it. */
  constructor(videoCodec: VideoCodec) {
    this.#videoCodec = videoCodec;
  }

  /** Asks for microphone and camera. Never rejects: what cannot be had is said in a notice. */
  async start(): Promise<void> {
    this.#set('microphone', { starting: true });
    this.#set('camera', { starting: true });
    const { microphone, camera } = await captureBoth();
    if (isProblem(microphone) && isProblem(camera) && microphone.problem === camera.problem) {
      this.#set('microphone', off);
      this.#set('camera', off);
      if (!this.#stopped) notify(text.capture.both(camera.problem));
      return;
    }
    this.#captured('microphone', microphone);
    this.#captured('camera', camera);
  }

  /** From now on everything captured is published in `room`. */
  attach(room: Room): void {
    this.#room = room;
    room.on('publishFailed', (source, error) => {
      console.warn(error);
      notify(text.publishFailed[source]);
      this.#release(source);
    });
    for (const source of ['microphone', 'camera', 'screen', 'screen-audio'] as const) this.#publish(source);
  }

  async toggleMicrophone(): Promise<void> {
    const { track, on, starting } = this.microphone.value;
    if (starting) return;
    if (!track) return this.#startDevice('microphone');
    this.#set('microphone', { on: !on });
    this.#publish('microphone');
  }

  async toggleCamera(): Promise<void> {
    const { track, starting } = this.camera.value;
    if (starting) return;
    if (!track) return this.#startDevice('camera');
    this.#release('camera');
  }

  async toggleScreen(): Promise<void> {
    if (this.screen.value.starting) return;
    if (this.screen.value.track) {
      this.#release('screen');
      this.#release('screen-audio');
      return;
    }
    this.#set('screen', { starting: true });
    try {
      const tracks = await captureScreen();
      for (const track of tracks) this.#captured(track.kind === 'video' ? 'screen' : 'screen-audio', track);
    } catch (error) {
      this.#captured('screen', error instanceof CaptureError ? error : new CaptureError('failed', error));
    }
  }

  /** Releases all devices, also those that are still being started. */
  stop(): void {
    this.#stopped = true;
    for (const source of ['microphone', 'camera', 'screen', 'screen-audio'] as const) this.#release(source);
  }

  async #startDevice(device: Device): Promise<void> {
    this.#set(device, { starting: true });
    this.#captured(device, await capture(device).catch((error: CaptureError) => error));
  }

  #captured(source: Published, captured: Captured): void {
    if (isProblem(captured)) {
      this.#set(source, off);
      if (!this.#stopped)
        notify(text.capture[source === 'screen-audio' ? 'screen' : source][captured.problem]);
      return;
    }
    if (this.#stopped) {
      captured.stop();
      return;
    }
    this.#set(source, { track: captured, on: true, starting: false });
    captured.addEventListener('ended', () => this.#endedUnasked(source, captured));
    this.#publish(source);
  }

  /** Unplugged, or stopped in the browser's own controls, which for a screen is how many end it; stopping it here tells nothing. */
  #endedUnasked(source: Published, track: MediaStreamTrack): void {
    if (this.#signalOf(source).value.track !== track) return;
    this.#release(source);
    if (source === 'screen') this.#release('screen-audio');
    else if (source !== 'screen-audio') notify(text.deviceEnded[source]);
  }

  #release(source: Published): void {
    const { track } = this.#signalOf(source).value;
    this.#set(source, off);
    this.#publish(source);
    track?.stop();
  }

  /** Makes the room follow what is captured. A camera or microphone that is off stays published, paused, to be back faster. */
  #publish(source: Published): void {
    const room = this.#room;
    if (!room || room.end) return;
    const { track, on } = this.#signalOf(source).value;
    const codec = source === 'camera' ? { videoCodec: this.#videoCodec } : {};
    const isDevice = source === 'microphone' || source === 'camera';
    if (!room.publishes(source)) {
      if (track) void this.#reported(source, room.publish(track, { source, paused: !on, ...codec }));
    } else if (!track && !isDevice) {
      room.unpublish(source);
    } else {
      if (!on) room.pause(source);
      void this.#reported(source, room.replaceTrack(source, track));
      if (on) room.resume(source);
    }
  }

  async #reported(source: Source, publishing: Promise<void>): Promise<void> {
    try {
      await publishing;
    } catch {
      if (!this.#room?.end) notify(text.publishFailed[source]);
    }
  }

  #set(source: Published, change: Partial<DeviceState>): void {
    const state = this.#signalOf(source);
    state.value = { ...state.value, ...change };
  }

  #signalOf(source: Published): Signal<DeviceState> {
    return source === 'screen-audio' ? this.screenAudio : this[source];
  }
}

function isProblem(captured: Captured): captured is CaptureError {
  return captured instanceof CaptureError;
}
