/**
 * This person's microphone, camera and screen as signals, and a sentence for whatever goes wrong with them. The devices are the SDK's.
 */
import { type Signal, signal } from '@preact/signals';
import {
  type CaptureError,
  LocalMedia,
  type LocalMediaOptions,
  type Room,
  type Source,
  type SourceState,
} from '../sdk/index.ts';
import { notify } from './notices.ts';
import { text } from './strings/index.ts';

export class LocalSignals {
  readonly media: LocalMedia;
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
    });
    media.on('ended', source => {
      if (source === 'microphone' || source === 'camera') notify(text.deviceEnded[source]);
    });
    media.on('publishFailed', (source, error) => {
      console.warn(error);
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

  /** Asks for microphone and camera. Never rejects: what cannot be had is said in a notice. */
  async start(): Promise<void> {
    const { microphone, camera } = await this.media.start();
    if (microphone && camera && microphone.problem === camera.problem) {
      notify(text.capture.both(camera.problem));
      return;
    }
    if (microphone) notify(text.capture.microphone[microphone.problem]);
    if (camera) notify(text.capture.camera[camera.problem]);
  }

  attach(room: Room): void {
    this.media.attach(room);
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
    await set(!on).catch(({ problem }: CaptureError) => notify(text.capture[source][problem]));
  }
}
