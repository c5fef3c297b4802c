/** Names as rooms and peers are compared and shown by. */
import { RequestError } from '../../errors.ts';
import type { RoomSettingsChange } from '../../protocol/room-settings.ts';
import { maxTitle } from '../../protocol/shapes.ts';

/** NFC, which can be longer than what it was made of: what others are sent keeps to the bounds as well. */
export function normalized(field: string, text: string, maxLength: number): string {
  if (!text.isWellFormed()) throw new RequestError('invalid-params', field, 'must be well-formed Unicode');
  const normal = text.normalize('NFC');
  // Addresses lose them on the way: `/r/..` is `/`.
  if (field === 'room' && /^\.{1,2}$/.test(normal)) {
    throw new RequestError('invalid-params', field, 'must not be "." or ".."');
  }
  if ([...normal].length <= maxLength) return normal;
  throw new RequestError('invalid-params', field, `must not have more than ${maxLength} characters in NFC`);
}

export function withNormalTitle(settings: RoomSettingsChange): RoomSettingsChange {
  const { title } = settings;
  return typeof title === 'string'
    ? { ...settings, title: normalized('settings.title', title, maxTitle) }
    : settings;
}
