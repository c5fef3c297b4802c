/** What somebody wants a new token to say. */
import { Compile } from 'typebox/compile';
import { RequestError } from '../errors.ts';
import { TokenWish } from '../protocol/api-shapes.ts';

const validator = Compile(TokenWish);

/** The wish, its names in NFC. Throws `invalid-params` that names the field. */
export function validWish(wish: TokenWish): TokenWish {
  const normal = { ...wish };
  for (const field of ['identity', 'name', 'room'] as const) {
    const text = wish[field];
    if (text !== undefined) normal[field] = normalized(field, text);
  }
  if (!validator.Check(normal)) {
    const [fault] = validator.Errors(normal);
    const field = fault?.instancePath.split('/').slice(1).join('.').slice(0, 200);
    throw new RequestError('invalid-params', field || undefined, fault?.message);
  }
  if (normal.room === undefined && normal.grant?.admin !== true) {
    throw new RequestError('invalid-params', 'room', 'is missing: only an admin can do without');
  }
  return normal;
}

function normalized(field: string, text: string): string {
  if (text.isWellFormed()) return text.normalize('NFC');
  throw new RequestError('invalid-params', field, 'must be well-formed Unicode');
}
