/**
 * Who has the floor in one room, and who is heard: translates the engine's reports, which name producers, into the signal, which
 * names peers. Where the engine names nobody, or somebody who is muted, the loudest who is heard takes the floor.
 */
import type { SpeakersReport } from '../media/speakers.ts';
import type { SignalParams } from '../protocol/signals.ts';
import type { Publication } from './publication.ts';
import type { Publications } from './publications.ts';

type Heard = SignalParams<'speakers'>['levels'];

export class Floor {
  readonly #publications: Publications;
  /** The microphone of who has it. */
  #holder: Publication | undefined;

  constructor(publications: Publications) {
    this.#publications = publications;
  }

  /** What the peers are to be told after the engine's `report`. */
  after(report: SpeakersReport): SignalParams<'speakers'> {
    const heard = report.levels.flatMap(({ engineId, volume }) => {
      const publication = this.#publications.byEngineId(engineId);
      return publication ? [{ publication, volume }] : [];
    });
    const named = report.dominant === undefined ? undefined : this.#publications.byEngineId(report.dominant);
    // The engine goes on naming who was muted until somebody else has spoken for a while.
    const candidates = [named, this.#holder, ...heard.map(({ publication }) => publication)];
    this.#holder = candidates.find(publication => publication && this.#canSpeak(publication));
    return { dominant: this.#holder?.peerId ?? null, levels: heard.flatMap(levelOf) };
  }

  #canSpeak(publication: Publication): boolean {
    const { producerId, source, paused } = publication;
    return source === 'microphone' && !paused && this.#publications.get(producerId) === publication;
  }
}

function levelOf({ publication, volume }: { publication: Publication; volume: number }): Heard {
  const { peerId, source } = publication;
  return source === 'microphone' || source === 'screen-audio' ? [{ peerId, source, volume }] : [];
}
