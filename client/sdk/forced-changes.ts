/**
 * What others do to the things that this peer publishes: muted, or stopped, by a moderator or the server, its media follow.
 * Where this peer has just asked for something else, the last word is the server's.
 */
import type { RoomEvent } from '#protocol/room-state.ts';
import type { MediaSession } from './media-session.ts';
import type { Tell } from './room-events.ts';
import type { RoomReplica } from './room-replica.ts';

type By = string | null;

export class ForcedChanges {
  readonly #replica: RoomReplica;
  readonly #media: MediaSession;
  readonly #tell: Tell;
  /** By producer id, who muted what this peer has not followed yet. */
  readonly #muted = new Map<string, By>();

  constructor(replica: RoomReplica, media: MediaSession, tell: Tell) {
    this.#replica = replica;
    this.#media = media;
    this.#tell = tell;
    media.on('pauseSettled', producerId => this.#follow(producerId));
  }

  /** To be called when the event is part of the state. */
  take(event: RoomEvent): void {
    if (event.type !== 'producerPaused' && event.type !== 'producerRemoved') return;
    const { peerId, producerId, by } = event;
    if (peerId !== this.#replica.peerId || by === undefined) return;
    if (event.type === 'producerRemoved') {
      this.#stop(producerId, by);
    } else {
      this.#muted.set(producerId, by);
      this.#follow(producerId);
    }
  }

  /** What was done before this peer joined anew is not to be followed any more. */
  forget(): void {
    this.#muted.clear();
  }

  #stop(producerId: string, by: By): void {
    const source = this.#media.sourceOf(producerId);
    if (!source) return;
    this.#media.stopped(source);
    this.#tell('stoppedBy', { source, by });
  }

  /** An un-mute on its way may come after the mute: what the state says once it is answered counts. */
  #follow(producerId: string): void {
    const by = this.#muted.get(producerId);
    if (by === undefined || this.#media.isPauseUnsettled(producerId)) return;
    this.#muted.delete(producerId);
    const source = this.#media.sourceOf(producerId);
    if (!source || !this.#replica.isPaused(this.#replica.peerId, producerId)) return;
    this.#media.muted(source);
    this.#tell('mutedBy', { source, by });
  }
}
