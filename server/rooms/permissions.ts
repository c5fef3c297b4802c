/**
 * What somebody may do in a room: from a grant, and from how the room is set. Pure; who asks, and when, is decided elsewhere.
 */
import { RequestError } from '../errors.ts';
import type { Grant } from '../protocol/grant.ts';
import type { Permission } from '../protocol/method.ts';
import type { RoomSettings } from '../protocol/room-settings.ts';
import type { Source } from '../protocol/words.ts';

/** How somebody stands in a room. */
export interface Standing {
  readonly grant: Grant;
  /** In no list: such a peer watches. */
  readonly hidden: boolean;
}

const rules: Record<Permission, (standing: Standing) => boolean> = {
  none: () => true,
  member: () => true,
  visible: ({ hidden }) => !hidden,
  // Which of the sources it may publish is asked where the source is known: `mayPublish`.
  publish: ({ grant, hidden }) => !hidden && grant.canPublish.length > 0,
  send: ({ grant, hidden }) => !hidden && grant.canSend,
  moderator: ({ grant }) => grant.moderator,
};

/** Throws `not-permitted`. */
export function requirePermission(permission: Permission, standing: Standing): void {
  if (!rules[permission](standing)) throw new RequestError('not-permitted');
}

export function maySend(standing: Standing): boolean {
  return rules.send(standing);
}

export function mayPublish({ grant, hidden }: Standing, settings: RoomSettings, source: Source): boolean {
  if (hidden || !grant.canPublish.includes(source)) return false;
  return grant.moderator || settings.canPublish.includes(source);
}

export function mayChat(standing: Standing, settings: RoomSettings): boolean {
  return maySend(standing) && (settings.chat || standing.grant.moderator);
}
