/** The two audio observers of the fake engine: they remember what they listen to and report what a test tells them to. */
import { NotFoundError } from 'mediasoup/errors';
import { EnhancedEventEmitter } from 'mediasoup/extras';
import type {
  ActiveSpeakerObserverObserverEvents,
  AudioLevelObserverObserverEvents,
  Producer,
} from 'mediasoup/types';
import type { FakeRouter } from './router.ts';

class AudioObserver {
  readonly #id: string;
  readonly #router: FakeRouter;

  constructor(id: string, router: FakeRouter) {
    this.#id = id;
    this.#router = router;
  }

  async addProducer({ producerId }: { producerId: string }): Promise<void> {
    const { worker, producers } = this.#router;
    const producer = producers.get(producerId);
    if (!producer) throw new NotFoundError(`Producer with id "${producerId}" not found`);
    await worker.request('rtpObserver.addProducer', this.#id, { producerId }, () => {
      worker.need(this.#id);
      worker.need(producerId);
      if (producer.kind !== 'audio') throw new TypeError('not an audio Producer');
    });
  }

  protected producer(producerId: string): Producer {
    const producer = this.#router.producers.get(producerId);
    if (!producer) throw new Error(`a test lets ${producerId} speak, which is no producer`);
    return producer;
  }
}

export class FakeAudioLevelObserver extends AudioObserver {
  readonly observer = new EnhancedEventEmitter<AudioLevelObserverObserverEvents>();

  /** Reports the volumes in dBov, loudest first, by engine id; none: silence. */
  report(volumes: Record<string, number>): void {
    const entries = Object.entries(volumes).map(([id, volume]) => ({ producer: this.producer(id), volume }));
    if (entries.length > 0) this.observer.safeEmit('volumes', entries);
    else this.observer.safeEmit('silence');
  }
}

export class FakeActiveSpeakerObserver extends AudioObserver {
  readonly observer = new EnhancedEventEmitter<ActiveSpeakerObserverObserverEvents>();

  /** Reports who has the floor, by engine id. */
  report(producerId: string): void {
    this.observer.safeEmit('dominantspeaker', { producer: this.producer(producerId) });
  }
}
