/**
 * What a client knows of its room from what the server told it: the folded state and its consumers. Notes every breach of the
 * rules that a server must keep: order, gaps, things told twice or too early.
 */
import { applyEvent } from '../../server/protocol/fold.ts';
import type { Consumer, Media } from '../../server/protocol/media.ts';
import type { Result } from '../../server/protocol/methods.ts';
import type { RoomEvent, RoomState } from '../../server/protocol/room-state.ts';
import type { SignalParams } from '../../server/protocol/signals.ts';

export class RoomMirror {
  readonly violations: string[] = [];
  /** Consumers that the server has told of and not taken back. */
  readonly consumers = new Map<string, Consumer>();
  joined: Result<'join'> | undefined;
  /** The latest generation; undefined while there is none. */
  media: Media | undefined;
  /** The room as the events say it is. */
  state: RoomState | undefined;

  join(joined: Result<'join'>): void {
    this.joined = joined;
    this.state = joined.state;
    this.media = joined.media;
    for (const consumer of joined.media.consumers) this.#added(consumer);
  }

  notified(method: string, params: unknown): void {
    if (method === 'hello') return;
    if (!this.joined) this.violations.push(`${method} before the answer to join`);
    else if (method === 'event') this.#fold(params as RoomEvent);
    else if (method === 'consumersAdded')
      for (const consumer of (params as SignalParams<'consumersAdded'>).consumers) this.#added(consumer);
    else if (method === 'mediaLost') this.#lost();
    else if (method === 'mediaRenewed') this.#began(params as SignalParams<'mediaRenewed'>);
    else if (method === 'consumersRemoved')
      for (const id of (params as SignalParams<'consumersRemoved'>).consumerIds) this.#removed(id);
  }

  #fold(event: RoomEvent): void {
    if (!this.state) return;
    const { seq } = this.state;
    if (event.seq === seq + 1) this.state = applyEvent(this.state, event);
    else this.violations.push(`event ${event.seq} (${event.type}) after ${seq}`);
  }

  #lost(): void {
    this.consumers.clear();
    this.media = undefined;
  }

  /** All of the generation before is gone. */
  #began(media: Media): void {
    this.consumers.clear();
    this.media = media;
    for (const consumer of media.consumers) this.#added(consumer);
  }

  #added(consumer: Consumer): void {
    const { consumerId, producerId, peerId } = consumer;
    const others = [...this.consumers.values()];
    if (this.consumers.has(consumerId)) this.violations.push(`consumer ${consumerId} is told twice`);
    if (others.some(other => other.producerId === producerId))
      this.violations.push(`a second consumer of ${producerId}`);
    if (peerId === this.joined?.peerId) this.violations.push('a consumer of its own producer');
    this.consumers.set(consumerId, consumer);
  }

  #removed(consumerId: string): void {
    if (!this.consumers.delete(consumerId))
      this.violations.push(`${consumerId} is removed, but was not there`);
  }
}
