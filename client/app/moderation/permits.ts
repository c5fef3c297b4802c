/**
 * Who may do what of the things that the page has a button for. The server decides; this only says beforehand what it will say. Pure.
 */
import type { Grant, RoomSettings } from '../../sdk/index.ts';

export const permits = ['microphone', 'camera', 'screen', 'chat'] as const;
/** `screen`: with its sound. */
export type Permit = (typeof permits)[number];

export function grants({ canPublish, canSend }: Grant, permit: Permit): boolean {
  return permit === 'chat' ? canSend : canPublish.includes(permit);
}

/** Whether the room lets those do it who are no moderators. */
export function roomLets({ canPublish, chat }: RoomSettings, permit: Permit): boolean {
  return permit === 'chat' ? chat : canPublish.includes(permit);
}

/** What keeps somebody from it: their grant, or how the room is set. Undefined: nothing does. */
export function barrierTo(
  permit: Permit,
  grant: Grant,
  settings: RoomSettings,
): 'grant' | 'room' | undefined {
  if (!grants(grant, permit)) return 'grant';
  return grant.moderator || roomLets(settings, permit) ? undefined : 'room';
}
