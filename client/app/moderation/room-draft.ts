/**
 * What a moderator has typed about the room and not saved yet: fields in, the change out. Pure.
 */
import type { RoomSettings, RoomSettingsChange } from '../../sdk/index.ts';
import { fromField, toField } from '../moments.ts';
import { maxPasscode, maxTitle, typedLine } from '../typed-text.ts';

export const fields = ['name', 'passcode', 'maxPeers', 'notBefore', 'expires'] as const;
export type Field = (typeof fields)[number];
/** Only what was typed: the rest stays as it is, also when somebody else changes it. */
export type Draft = { readonly [F in Field]?: string };

/** How the room is set, as its fields show it. Nobody is told the passcode. */
export function shown({ title, maxPeers, notBefore, expires }: RoomSettings): Record<Field, string> {
  return {
    name: title ?? '',
    passcode: '',
    maxPeers: maxPeers === null ? '' : String(maxPeers),
    notBefore: toField(notBefore),
    expires: toField(expires),
  };
}

export function changeBy({ name, passcode = '', maxPeers, notBefore, expires }: Draft): RoomSettingsChange {
  const code = typedLine(passcode, maxPasscode);
  return {
    ...(name !== undefined && { title: typedLine(name, maxTitle) || null }),
    // An empty field is not the wish to do without: there is a button for that.
    ...(code && { passcode: code }),
    ...(maxPeers !== undefined && { maxPeers: Number(maxPeers) || null }),
    ...(notBefore !== undefined && { notBefore: fromField(notBefore) }),
    ...(expires !== undefined && { expires: fromField(expires) }),
  };
}
