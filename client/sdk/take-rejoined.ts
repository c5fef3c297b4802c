/**
 * What becomes of a room when its peer had to join anew: another peer id, in a room that may be another, and the next generation of the
 * same media. What is published, and what of it is muted, stays.
 */
import type { Result } from '#protocol/methods.ts';
import type { RoomParts } from './assemble-room.ts';
import type { Tell } from './room-events.ts';

/** `joined`: as the faults of joining leave it. */
export function takeRejoined(joined: Result<'join'>, parts: RoomParts, tell: Tell): void {
  const { attachments, entrance, forced, media, replica, standing } = parts;
  const previousPeerId = replica.peerId;
  const { peerId, state } = joined;
  replica.begin(joined);
  forced.forget();
  attachments.ownIsNow(peerId, previousPeerId);
  tell('rejoined', { peerId, previousPeerId });
  tell('state', state);
  standing.beginAnew(joined.grant);
  media.useIceServers(joined.iceServers);
  media.useDevice(entrance.device);
  media.beginAnew(joined.media);
  attachments.changed();
}
