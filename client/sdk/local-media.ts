/**
 * This person's microphone, camera and screen: captured, switched on and off, usable before any room (a preview), and published into a
 * room once there is one. Composes devices, screen and publishing; owns the tracks through them.
 */
import { type Source, sources } from '#protocol/words.ts';
import { type Captured, CaptureError, capture, captureBoth, type Device } from './capture.ts';
import { Emitter } from './emitter.ts';
import type { VideoCodec } from './encodings.ts';
import { LocalDevice, type LocalDeviceListener } from './local-device.ts';
import { LocalPublishing, type PublishingRoom } from './local-publishing.ts';
import { LocalScreen, type ScreenSource } from './local-screen.ts';
import type { SourceState } from './source-state.ts';

export interface LocalMediaOptions {
  /** What the camera is sent in, where browser and room have it. Default VP8. */
  videoCodec?: VideoCodec;
  /** Device ids that were chosen before: taken where they are there, else another. */
  microphone?: string;
  camera?: string;
}

export interface LocalMediaEvents {
  changed: [source: Source, state: SourceState];
  /** Unplugged, taken back by the browser or, for a screen, stopped in the browser's own bar; nothing took its place. */
  ended: [source: Source];
  /** It was unplugged, and the device with this label took its place. */
  fellBack: [source: Device, label: string];
  /** The server or the browser refused to carry it; it was released. */
  publishFailed: [source: Source, error: Error];
}

/** Which of the devices that were asked for could not be had, and why. */
export type StartProblems = { [D in Device]?: CaptureError };

export class LocalMedia extends Emitter<LocalMediaEvents> {
  readonly #videoCodec: VideoCodec;
  readonly #microphone: LocalDevice;
  readonly #camera: LocalDevice;
  readonly #screen: LocalScreen;
  #publishing: LocalPublishing | undefined;

  /** Captures nothing yet. */
  constructor({ videoCodec = 'VP8', microphone, camera }: LocalMediaOptions = {}) {
    super();
    this.#videoCodec = videoCodec;
    this.#microphone = new LocalDevice('microphone', microphone, this.#listenerOf('microphone'));
    this.#camera = new LocalDevice('camera', camera, this.#listenerOf('camera'));
    this.#screen = new LocalScreen({
      changed: (source, state) => void this.#changed(source, state),
      ended: () => this.emit('ended', 'screen'),
    });
  }

  state(source: Source): SourceState {
    if (source === 'microphone') return this.#microphone.state;
    return source === 'camera' ? this.#camera.state : this.#screen.state(source);
  }

  /**
   * Starts microphone and camera, with one question of the browser for both. Never rejects: what could not be had is in the result.
   * `wanted`: only those that are true; default both. What is in use or being started already is left as it is.
   */
  async start(wanted: { microphone?: boolean; camera?: boolean } = { microphone: true, camera: true }) {
    const microphone = wanted.microphone === true && this.#microphone.idle;
    const camera = wanted.camera === true && this.#camera.idle;
    const [sound, picture] = this.#capture(microphone, camera);
    const [microphoneProblem, cameraProblem] = await Promise.all([
      sound && problemOf(this.#microphone.begin(sound)),
      picture && problemOf(this.#camera.begin(picture)),
    ]);
    const problems: StartProblems = {};
    if (microphoneProblem) problems.microphone = microphoneProblem;
    if (cameraProblem) problems.camera = cameraProblem;
    return problems;
  }

  /** Un-mutes, and starts the microphone if need be, or mutes it: a muted one stays open. Rejects with CaptureError. */
  setMicrophone(on: boolean): Promise<void> {
    return this.#microphone.set(on);
  }

  /** Starts the camera, or stops it and releases the device. Rejects with CaptureError. */
  setCamera(on: boolean): Promise<void> {
    return this.#camera.set(on);
  }

  /** Shares a screen, which the person chooses, with its sound where the browser gives it; or stops that. Rejects with CaptureError. */
  setScreen(on: boolean): Promise<void> {
    return this.#screen.set(on);
  }

  /**
   * Switches to another microphone or camera, muted if it is muted, without a gap: the old one is stopped when the new one is sent,
   * except where the machine cannot open both. One that is off stays off and is that one from its next start. Rejects with
   * CaptureError, and the old one stays.
   */
  useDevice(device: Device, deviceId: string): Promise<void> {
    return (device === 'microphone' ? this.#microphone : this.#camera).use(deviceId);
  }

  /**
   * From now on everything captured is published in `room`, until it ends or another room is attached. Returns what detaches it: it is
   * told nothing more then, and keeps what it was given.
   */
  attach(room: PublishingRoom): () => void {
    this.#publishing?.end();
    const publishing = new LocalPublishing(room, this.#videoCodec, {
      failed: (source, error) => {
        this.#release(source);
        this.emit('publishFailed', source, error);
      },
      // A microphone stays open, as when the person mutes it; a screen cannot be muted, so it is no longer shared.
      muted: source => {
        if (source === 'microphone') void this.#microphone.set(false);
        else this.#release(source);
      },
      stopped: source => this.#release(source),
    });
    this.#publishing = publishing;
    for (const source of sources) void publishing.follow(source, this.state(source));
    return () => {
      publishing.end();
      if (this.#publishing === publishing) this.#publishing = undefined;
    };
  }

  /** Releases everything, also what is still being started. It can be started again. */
  stop(): void {
    this.#microphone.stop();
    this.#camera.stop();
    this.#screen.stop();
  }

  /** The tracks that are being captured, with one question when it is both. */
  #capture(microphone: boolean, camera: boolean): (Promise<MediaStreamTrack> | undefined)[] {
    const which = { microphone: this.#microphone.preferred, camera: this.#camera.preferred };
    if (microphone && camera) {
      const both = captureBoth(which);
      return [both.then(each => trackOf(each.microphone)), both.then(each => trackOf(each.camera))];
    }
    return [
      microphone ? capture('microphone', which.microphone) : undefined,
      camera ? capture('camera', which.camera) : undefined,
    ];
  }

  #release(source: Source): void {
    if (source === 'microphone') this.#microphone.stop();
    else if (source === 'camera') this.#camera.stop();
    else if (source === 'screen') this.#screen.stop();
    else this.#screen.release(source);
  }

  #listenerOf(device: Device): LocalDeviceListener {
    return {
      changed: state => this.#changed(device, state),
      ended: () => this.emit('ended', device),
      fellBack: label => this.emit('fellBack', device, label),
    };
  }

  #changed(source: Device | ScreenSource, state: SourceState): Promise<void> {
    this.emit('changed', source, state);
    return this.#publishing?.follow(source, state) ?? Promise.resolve();
  }
}

function trackOf(captured: Captured): MediaStreamTrack {
  if (captured instanceof CaptureError) throw captured;
  return captured;
}

function problemOf(starting: Promise<void>): Promise<CaptureError | undefined> {
  return starting.then(
    () => undefined,
    (error: CaptureError) => error,
  );
}
