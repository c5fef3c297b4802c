/**
 * What is published in one room as the others come to know it: the event, the consumers that follow from it, the ears of the speaker
 * observers. Knows how to tell, not who publishes what.
 */
import type { Log } from '../log.ts';
import type { RoomRouter } from '../media/room-router.ts';
import type { RoomChange } from '../protocol/room-state.ts';
import { kindOf } from '../protocol/words.ts';
import type { Members } from './members.ts';
import type { Publication } from './publication.ts';

export interface ShowingRoom {
  readonly members: Members;
  readonly router: RoomRouter;
  readonly log: Log;
  readonly closed: () => boolean;
  change(change: RoomChange): void;
}

export class Showing {
  readonly #room: ShowingRoom;

  constructor(room: ShowingRoom) {
    this.#room = room;
  }

  /** It can be consumed from now on. */
  shown({ peerId, producerId, source, paused, producer }: Publication): void {
    const { members, router, log, change } = this.#room;
    change({ type: 'producerAdded', peerId, producer: { producerId, source, paused } });
    if (producer && kindOf(source) === 'audio') {
      router.listenTo(producer.id).catch((error: unknown) => {
        if (!producer.closed) log.warn({ err: error }, 'a producer is not heard by the speaker observers');
      });
    }
    for (const peer of members.values()) if (peer.peerId !== peerId) void peer.subscriptions.reconcile();
  }

  /** It cannot any more, whatever ended it. */
  hidden({ peerId, producerId, endedBy: by }: Publication): void {
    const { members, router, closed, change } = this.#room;
    // When everything goes, nobody needs to hear of each part; a router that dies takes its producers first.
    if (closed() || router.closed) return;
    for (const peer of members.values()) peer.subscriptions.drop(producerId);
    // When the peer itself goes, `peerLeft` says it all.
    if (members.get(peerId)?.closed !== false) return;
    change({ type: 'producerRemoved', peerId, producerId, ...(by !== undefined && { by }) });
  }
}
