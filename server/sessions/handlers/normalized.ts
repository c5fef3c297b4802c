/** Names as rooms and peers are compared and shown by. */
import { RequestError } from '../../errors.ts';

/** NFC, which can be longer than what it was made of: what others are sent keeps to the bounds as well. */
export function normalized(field: string, text: string, maxLength: number): string {
  if (!text.isWellFormed()) throw new RequestError('invalid-params', field, 'must be well-formed Unicode');
  const normal = text.normalize('NFC');
  if ([...normal].length <= maxLength) return normal;
  throw new RequestError('invalid-params', field, `must not have more than ${maxLength} characters in NFC`);
}
