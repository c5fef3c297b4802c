/**
 * One connection check as the page shows it: the SDK's, as signals, with the devices that it tries beside. Released by `end`.
 */
import { signal } from '@preact/signals';
import { checkConnection } from '../../sdk/check/check-connection.ts';
import type {
  CheckOptions,
  CheckProgress,
  CheckReport,
  CheckResult,
  TriedDevices,
} from '../../sdk/check/check-options.ts';
import { RequestError } from '../../sdk/index.ts';
import { LocalSignals } from '../local-signals.ts';
import { preferences } from '../preferences.ts';
import { socketUrl } from '../socket-url.ts';
import { serverAnswers } from './server-answers.ts';
import { type Circumstances, type Sentence, sentenceFor } from './verdict.ts';

export type CheckState =
  | { step: 'running'; doing: CheckProgress['step'] | 'devices'; found: CheckReport | undefined }
  | { step: 'done'; result: CheckResult; sentence: Sentence }
  /** `busy`: it will work later. */
  | { step: 'broken' | 'busy' };

export class CheckRun {
  readonly state = signal<CheckState>({ step: 'running', doing: 'socket', found: undefined });
  /** Undefined: devices are not tried. They stay on, to be looked at, until they are released. */
  readonly local = signal<LocalSignals | undefined>(undefined);
  readonly #abort = new AbortController();

  constructor({ withDevices }: { withDevices: boolean }) {
    if (withDevices) this.local.value = openDevices();
    void this.#run();
  }

  /** Stops what is going on, and releases the devices. */
  end(): void {
    this.#abort.abort();
    this.releaseDevices();
  }

  releaseDevices(): void {
    this.local.peek()?.stop();
  }

  async #run(): Promise<void> {
    const { signal } = this.#abort;
    try {
      const media = await this.#tryDevices();
      signal.throwIfAborted();
      const onProgress = ({ step, found }: CheckProgress) => {
        if (!signal.aborted) this.state.value = { step: 'running', doing: step, found };
      };
      const options: CheckOptions = { url: socketUrl(), media, signal, onProgress };
      const result = await checkConnection(options);
      const sentence = sentenceFor(result, await lookAround(result));
      if (!signal.aborted) this.state.value = { step: 'done', result, sentence };
    } catch (error) {
      if (signal.aborted) return;
      console.warn(error);
      this.state.value = { step: error instanceof RequestError ? 'busy' : 'broken' };
    }
  }

  /** Before the rest: a question of the browser on top of a measurement would spoil it. */
  async #tryDevices(): Promise<TriedDevices | false> {
    const local = this.local.peek();
    if (!local) return false;
    this.state.value = { step: 'running', doing: 'devices', found: undefined };
    await local.start({ microphone: true, camera: true });
    const outcome = (device: 'microphone' | 'camera') => {
      if (local[device].value.track) return 'works';
      return local.problems.value[device] === 'none-found' ? 'absent' : 'fails';
    };
    return { microphone: outcome('microphone'), camera: outcome('camera') };
  }
}

function openDevices(): LocalSignals {
  const { microphone, camera } = preferences.value;
  return new LocalSignals({ ...(microphone && { microphone }), ...(camera && { camera }) });
}

async function lookAround({ verdict }: CheckResult): Promise<Circumstances> {
  const pagesCome = verdict === 'no-server' && (await serverAnswers());
  return { online: navigator.onLine, pagesCome, webRtc: 'RTCPeerConnection' in globalThis };
}
