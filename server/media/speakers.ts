/**
 * Who is heard in one router: joins mediasoup's two audio observers into one report. Speaks of engine producer ids only;
 * who owns them is the room's knowledge. Dies with its router.
 */
import type { EngineRouter } from './engine.ts';

export interface SpeakersReport {
  /** Engine id of the producer that has the floor: it outlasts short pauses and ignores coughs. */
  dominant: string | undefined;
  /** Engine ids and dBov (-127 to 0), loudest first; empty when it fell silent. */
  levels: { engineId: string; volume: number }[];
}

export interface Speakers {
  /** Listens to one more audio producer; the observers forget it by themselves when it closes. */
  add(engineId: string): Promise<void>;
  /** Calls `listener` while somebody is heard, once on silence, and when the floor changes. */
  onReport(listener: (report: SpeakersReport) => void): void;
}

const reportEvery = 350; // ms: quick enough for a speaking ring, slow enough for a hundred listeners
const heardAbove = -60; // dBov: a quiet voice is heard, a fan is not
const loudest = 8;

/** Creates the observers of a router. */
export async function observeSpeakers(router: EngineRouter): Promise<Speakers> {
  const [levelObserver, activeObserver] = await Promise.all([
    router.createAudioLevelObserver({ interval: reportEvery, threshold: heardAbove, maxEntries: loudest }),
    router.createActiveSpeakerObserver({ interval: reportEvery }),
  ]);

  return {
    async add(engineId) {
      await Promise.all([
        levelObserver.addProducer({ producerId: engineId }),
        activeObserver.addProducer({ producerId: engineId }),
      ]);
    },
    onReport(listener) {
      const heard: SpeakersReport = { dominant: undefined, levels: [] };
      const tell = (change: Partial<SpeakersReport>) => listener(Object.assign(heard, change));
      levelObserver.observer.on('volumes', volumes =>
        tell({ levels: volumes.map(({ producer, volume }) => ({ engineId: producer.id, volume })) }),
      );
      levelObserver.observer.on('silence', () => tell({ levels: [] }));
      activeObserver.observer.on('dominantspeaker', ({ producer }) => tell({ dominant: producer.id }));
    },
  };
}
