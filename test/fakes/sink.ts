/** Where a peer's news goes in tests without a session: a list, and a place to wait for what is still to come. */

import type { Consumer } from '#protocol/media.ts';
import type { RoomEvent } from '#protocol/room-state.ts';
import type { SignalName, SignalParams } from '#protocol/signals.ts';
import type { CloseReason } from '#protocol/words.ts';
import type { PeerSink } from '../../server/rooms/peer.ts';

export class RecordingSink implements PeerSink {
  /** Everything in order: types of events, names of signals, and `close`. */
  readonly order: string[] = [];
  readonly events: RoomEvent[] = [];
  readonly signals: { name: SignalName; params: unknown }[] = [];
  readonly added: Consumer[] = [];
  readonly removed: string[] = [];
  readonly closed: CloseReason[] = [];

  event(event: RoomEvent): void {
    this.order.push(event.type);
    this.events.push(event);
  }

  signal<S extends SignalName>(name: S, params: SignalParams<S>): void {
    this.order.push(name);
    this.signals.push({ name, params });
    if ('consumers' in params) this.added.push(...params.consumers);
    if ('consumerIds' in params) this.removed.push(...params.consumerIds);
  }

  close(reason: CloseReason): void {
    this.order.push('close');
    this.closed.push(reason);
  }
}
