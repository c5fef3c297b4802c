/**
 * This person's microphone, camera and screen as signals, and a sentence for whatever goes wrong with them. The devices are the SDK's.
 */
import { type Signal, signal } from '@preact/signals';
import {
  type CaptureError,
  type CaptureProblem,
  LocalMedia,
  type LocalMediaOptions,
  RequestError,
  type Source,
  type SourceState,
} from '../sdk/index.ts';
import { checkAction } from './check/check-action.ts';
import { notify } from './notices.ts';
import { text } from './strings/index.ts';

type Device = 'microphone' | 'camera';

/** Why a device that was asked for is not there. */
export type Problems = { readonly [D in Device]?: CaptureProblem };

export class LocalSignals {
  readonly media: LocalMedia;
  readonly problems = signal<Problems>({});
  readonly #states: Record<Source, Signal<SourceState>>;

  constructor(options: LocalMediaOptions) {
    const media = new LocalMedia(options);
    this.media = media;
    const stateOf = (source: Source) => signal(media.state(source));
    this.#states = {
      microphone: stateOf('microphone'),
      camera: stateOf('camera'),
      screen: stateOf('screen'),
      'screen-audio': stateOf('screen-audio'),
    };
    media.on('changed', (source, state) => {
      this.#states[source].value = state;
      if ((source === 'microphone' || source === 'camera') && (state.track || state.starting))
        this.#solved(source);
    });
    media.on('fellBack', (source, label) => notify(text.devices.fellBack[source](label)));
    media.on('ended', source => {
      if (source === 'microphone' || source === 'camera') notify(text.deviceEnded[source]);
    });
    media.on('publishFailed', (source, error) => {
      console.warn(error);
      // What one may not use is said by its button.
      if (!(error instanceof RequestError) || error.reason !== 'not-permitted')
        notify(text.publishFailed[source]);
    });
  }

  get microphone(): Signal<SourceState> {
    return this.#states.microphone;
  }

  get camera(): Signal<SourceState> {
    return this.#states.camera;
  }

  get screen(): Signal<SourceState> {
    return this.#states.screen;
  }

  /** Asks for microphone and camera, or one of them. Never rejects: what cannot be had is in `problems`. */
  async start(wanted: { microphone: boolean; camera: boolean }): Promise<void> {
    const { microphone, camera } = await this.media.start(wanted);
    if (microphone) this.#failed('microphone', microphone);
    if (camera) this.#failed('camera', camera);
  }

  /** Says `problems` in notices, for a reader who was not told another way. */
  tellProblems(): void {
    const { microphone, camera } = this.problems.value;
    if (microphone && microphone === camera) {
      notify(text.capture.both(microphone), checkAction());
      return;
    }
    if (microphone) notify(text.capture.microphone[microphone], checkAction());
    if (camera) notify(text.capture.camera[camera], checkAction());
  }

  /** Switches to another device, at once or when it is next started. False: the old one stays, and why has been said. */
  async useDevice(device: Device, deviceId: string): Promise<boolean> {
    try {
      await this.media.useDevice(device, deviceId);
      return true;
    } catch (error) {
      notify(text.capture[device][(error as CaptureError).problem]);
      // Told anew, so that what was chosen is shown as it is: not chosen.
      this.#states[device].value = { ...this.media.state(device) };
      return false;
    }
  }

  toggleMicrophone(): Promise<void> {
    return this.#toggle('microphone', on => this.media.setMicrophone(on));
  }

  toggleCamera(): Promise<void> {
    return this.#toggle('camera', on => this.media.setCamera(on));
  }

  toggleScreen(): Promise<void> {
    return this.#toggle('screen', on => this.media.setScreen(on));
  }

  stop(): void {
    this.media.stop();
  }

  /** A click while it is being started does nothing. */
  async #toggle(
    source: 'microphone' | 'camera' | 'screen',
    set: (on: boolean) => Promise<void>,
  ): Promise<void> {
    const { on, starting } = this.#states[source].value;
    if (starting) return;
    await set(!on).catch((error: CaptureError) => {
      if (source !== 'screen') this.#failed(source, error);
      notify(text.capture[source][error.problem]);
    });
  }

  #failed(device: Device, { problem }: CaptureError): void {
    this.problems.value = { ...this.problems.value, [device]: problem };
  }

  #solved(device: Device): void {
    if (!this.problems.value[device]) return;
    const { [device]: _, ...others } = this.problems.value;
    this.problems.value = others;
  }
}
