/**
 * When media first flow to one peer, told once. They do when its receive transport is connected and the engine passes something on: of a
 * video in layers from its first layer on, which the engine begins with a key frame; of anything else from when it is started and not
 * muted, which is up to one packet of sound, or one key frame of such a video, too early. That costs no call of the worker.
 */
import type { EngineConsumer, EngineTransport } from '../media/engine.ts';

export interface FirstMediaOptions {
  /** It is in the room: what is published from now on was not there when it came. */
  isInside: () => boolean;
  /** `expected`: something was there to receive when it came. */
  onFirst: (expected: boolean) => void;
}

export class FirstMedia {
  readonly #options: FirstMediaOptions;
  readonly #consumers = new Set<EngineConsumer>();
  #transport: EngineTransport | undefined;
  #expected = false;
  #told = false;

  constructor(options: FirstMediaOptions) {
    this.#options = options;
  }

  /** The receive transport has its path. */
  connected(transport: EngineTransport): void {
    this.#transport = transport;
    this.#look();
  }

  /** Another consumer, paused so far. */
  follow(consumer: EngineConsumer): void {
    if (this.#told) return;
    this.#expected ||= !this.#options.isInside() && !consumer.producerPaused;
    this.#consumers.add(consumer);
    const { observer } = consumer;
    observer.on(consumer.type === 'simple' ? 'resume' : 'layerschange', () => this.#look());
    observer.once('close', () => this.#consumers.delete(consumer));
  }

  #look(): void {
    if (this.#told || this.#transport?.closed !== false) return;
    if (![...this.#consumers].some(flows)) return;
    this.#told = true;
    this.#consumers.clear();
    this.#options.onFirst(this.#expected);
  }
}

function flows({ type, paused, producerPaused, currentLayers }: EngineConsumer): boolean {
  return !paused && !producerPaused && (type === 'simple' || currentLayers !== undefined);
}
