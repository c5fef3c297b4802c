/**
 * Everything that is published in one room, by public id. Holds no media of its own: entries come and go with publishing.ts.
 */
import { RequestError } from '../errors.ts';
import type { Publication } from './publication.ts';

export class Publications {
  readonly #byId = new Map<string, Publication>();

  /** All of them. */
  values(): Iterable<Publication> {
    return this.#byId.values();
  }

  get(producerId: string): Publication | undefined {
    return this.#byId.get(producerId);
  }

  /**
   * Reserves the id and the source before anything is built. Throws `conflict` when either is taken, `not-permitted` when the peer has
   * `most` already.
   */
  claim(publication: Publication, most: number): void {
    if (this.#byId.has(publication.producerId)) throw new RequestError('conflict', 'producerId');
    const own = [...this.of(publication.peerId)];
    if (own.some(({ source }) => source === publication.source)) {
      throw new RequestError('conflict', 'source', `you publish a ${publication.source} already`);
    }
    if (own.length >= most)
      throw new RequestError('not-permitted', 'source', `no more than ${most} at a time`);
    this.#byId.set(publication.producerId, publication);
  }

  /** Frees what `claim` reserved. Returns false when it was free already. */
  release(publication: Publication): boolean {
    if (this.#byId.get(publication.producerId) !== publication) return false;
    return this.#byId.delete(publication.producerId);
  }

  /** What a peer publishes, that which is still being built included. */
  *of(peerId: string): Iterable<Publication> {
    for (const publication of this.#byId.values()) if (publication.peerId === peerId) yield publication;
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
