/**
 * Everything that is published in one room, by public id. Holds no media of its own: entries come and go with publishing.ts.
 */
import { RequestError } from '../errors.ts';
import type { Publication } from './publication.ts';

export class Publications {
  readonly #byId = new Map<string, Publication>();

  get(producerId: string): Publication | undefined {
    return this.#byId.get(producerId);
  }

  /** Reserves the id and the source before anything is built. Throws `conflict` when either is taken. */
  claim(publication: Publication): void {
    if (this.#byId.has(publication.producerId)) throw new RequestError('conflict', 'producerId');
    for (const { peerId, source } of this.#byId.values()) {
      if (peerId === publication.peerId && source === publication.source) {
        throw new RequestError('conflict', 'source', `you publish a ${source} already`);
      }
    }
    this.#byId.set(publication.producerId, publication);
  }

  /** Frees what `claim` reserved. Returns false when it was free already. */
  release(publication: Publication): boolean {
    if (this.#byId.get(publication.producerId) !== publication) return false;
    return this.#byId.delete(publication.producerId);
  }

  /** What others than `peerId` publish and the engine has built. */
  *othersOf(peerId: string): Iterable<Publication> {
    for (const publication of this.#byId.values()) {
      if (publication.peerId !== peerId && publication.producer) yield publication;
    }
  }

  /** The publication that the engine's producer carries at the moment. */
  byEngineId(engineId: string): Publication | undefined {
    for (const publication of this.#byId.values()) {
      if (publication.producer?.id === engineId) return publication;
    }
    return undefined;
  }
}
