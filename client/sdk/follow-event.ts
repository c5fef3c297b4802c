/**
 * One event of the room's log, live or missed and told afterwards: into the state, to the application, and to the parts that it concerns.
 */
import type { RoomEvent } from '#protocol/room-state.ts';
import type { RoomParts } from './assemble-room.ts';
import { isKnownEvent, type RoomEvents, type Tell } from './room-events.ts';

export function followEvent(event: RoomEvent, parts: RoomParts, tell: Tell): void {
  const { attachments, connection, forced, replica, standing } = parts;
  try {
    replica.apply(event);
  } catch {
    connection.close('protocol-error');
    return;
  }
  const { state } = replica;
  attachments.changed();
  tell('event', event, state);
  if (isKnownEvent(event)) tell(event.type, ...([event, state] as RoomEvents[RoomEvent['type']]));
  forced.take(event);
  if (event.type === 'grantChanged' && event.peerId === replica.peerId) standing.changeGrant(event.grant);
}
