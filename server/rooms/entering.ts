/**
 * The way of a peer into one room: its place, its first generation, its parts; and again on the next router where one dies meanwhile. Counts
 * those on their way. Who is inside, and what the others are told of it, is the room's affair.
 */
import { RequestError } from '../errors.ts';
import { GoneError } from '../lib/adopt.ts';
import { requirePlace } from './admission.ts';
import type { JoinRequest } from './assemble-peer.ts';
import type { Members } from './members.ts';
import type { Peer } from './peer.ts';
import { PeerMedia } from './peer-media.ts';
import type { RoomMedia } from './room-media.ts';
import type { RoomRecord } from './room-record.ts';

export interface EnteringOptions {
  readonly record: RoomRecord;
  readonly members: Members;
  readonly media: RoomMedia;
  /** So many peers at most, those that nobody sees included. */
  readonly maxPeers: number;
  readonly closed: () => boolean;
  readonly assemble: (request: JoinRequest, media: PeerMedia) => Peer;
  /** It is ready: it becomes a member, or this throws what keeps it out by now. */
  readonly admit: (peer: Peer) => void;
  /** Somebody is on the way, or no longer. */
  readonly onChanged: () => void;
}

export class Entering {
  readonly #options: EnteringOptions;
  #count = 0;

  constructor(options: EnteringOptions) {
    this.#options = options;
  }

  /** How many are on their way. */
  get count(): number {
    return this.#count;
  }

  /** See `Room.join`. */
  async enter(request: JoinRequest, applicant: AbortSignal): Promise<Peer> {
    const { closed, onChanged } = this.#options;
    this.#requirePlace(request);
    this.#count += 1;
    onChanged();
    try {
      return await this.#enter(request, applicant);
    } catch (error) {
      if (closed()) throw new RequestError('unavailable');
      throw error;
    } finally {
      this.#count -= 1;
      onChanged();
    }
  }

  /** When the router dies meanwhile, it begins again on the next. */
  async #enter(request: JoinRequest, applicant: AbortSignal): Promise<Peer> {
    const { media: roomMedia, closed, assemble, admit } = this.#options;
    for (;;) {
      const router = await roomMedia.ready();
      let media: PeerMedia | undefined;
      try {
        media = await PeerMedia.create(router, 1, request.data);
        const peer = assemble(request, media);
        await Promise.all([peer.subscriptions.reconcile(), request.data && peer.messaging.start()]);
        if (applicant.aborted) throw new GoneError('the applicant left');
        if (media.closed) throw new RequestError('unavailable');
        admit(peer);
        return peer;
      } catch (error) {
        media?.close();
        if (!router.closed || closed() || applicant.aborted) throw error;
      }
    }
  }

  #requirePlace({ visitor }: JoinRequest): void {
    const { record, members, maxPeers } = this.#options;
    if (members.sameAs(visitor)) return;
    const { visible, size } = members;
    const all = size + this.#count;
    requirePlace(record, visitor, { visible: visible.length + this.#count, all, maxPeers });
  }
}
