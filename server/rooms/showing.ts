/**
 * What is published in one room as the others come to know it: the event, the consumers that follow from it, the ears of the speaker
 * observers. Knows how to tell, not who publishes what.
 */
import type { Log } from '../log.ts';
import type { RoomChange } from '../protocol/room-state.ts';
import { kindOf } from '../protocol/words.ts';
import type { Members } from './members.ts';
import type { Publication } from './publication.ts';
import type { RoomMedia } from './room-media.ts';
import type { Telling } from './telling.ts';

export interface ShowingRoom {
  readonly members: Members;
  readonly media: RoomMedia;
  readonly log: Log;
  readonly telling: Telling;
  readonly closed: () => boolean;
  change(change: RoomChange): void;
}

export class Showing {
  readonly #room: ShowingRoom;

  constructor(room: ShowingRoom) {
    this.#room = room;
  }

  /** It can be consumed from now on. */
  shown(publication: Publication): void {
    const { peerId, producerId, source, paused, codec } = publication;
    const peer = this.#room.members.get(peerId);
    publication.shown = true;
    if (peer) this.#room.telling.ofPeer(peer, { type: 'producerAdded', source, codec });
    this.#room.change({ type: 'producerAdded', peerId, producer: { producerId, source, paused } });
    this.carriedOn(publication);
  }

  /** The same, and everybody knows of it already. */
  carriedOn({ peerId, source, producer }: Publication): void {
    const { members, media, log } = this.#room;
    if (producer && kindOf(source) === 'audio') {
      media.router.listenTo(producer.id).catch((error: unknown) => {
        if (!producer.closed) log.warn({ err: error }, 'a producer is not heard by the speaker observers');
      });
    }
    for (const peer of members.values()) if (peer.peerId !== peerId) void peer.subscriptions.reconcile();
  }

  /** It cannot for now. */
  interrupted({ producerId }: Publication): void {
    const { members, media, closed } = this.#room;
    // A router that dies takes all consumers along.
    if (closed() || media.router.closed) return;
    for (const peer of members.values()) peer.subscriptions.drop(producerId);
  }

  /** It cannot any more, whatever ended it. */
  hidden(publication: Publication): void {
    const { peerId, producerId, source, endedBy: by } = publication;
    const { members, telling, closed, change } = this.#room;
    // When everything goes, nobody needs to hear of each part.
    if (closed()) return;
    this.interrupted(publication);
    // When the peer itself goes, `peerLeft` says it all.
    const peer = members.get(peerId);
    if (peer?.closed !== false) return;
    telling.ofPeer(peer, { type: 'producerRemoved', source });
    change({ type: 'producerRemoved', peerId, producerId, ...(by !== undefined && { by }) });
  }
}
