/** What somebody wants a new token to say. */
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { RequestError } from '../errors.ts';
import { TokenGrant } from '../protocol/grant.ts';
import { Closed, Identity, PeerName, RoomName, Time } from '../protocol/shapes.ts';

const longestToken = 30 * 86_400; // seconds

export const TokenWish = Closed(
  {
    identity: Type.With(Identity, { description: 'who the bearer is: the claim `sub`' }),
    name: Type.Optional(Type.With(PeerName, { description: 'absent: the bearer chooses one' })),
    room: Type.Optional(
      Type.With(RoomName, {
        description:
          'a name, or a pattern in which `*` stands for any characters; may be absent with `grant.admin`: all rooms',
      }),
    ),
    grant: Type.Optional(TokenGrant),
    seconds: Type.Optional(
      Type.Integer({ minimum: 1, maximum: longestToken, description: 'how long it is valid' }),
    ),
    notBefore: Type.Optional(Type.With(Time, { description: 'from when on; absent: now' })),
  },
  { description: 'What a new token is to say.' },
);
export type TokenWish = Static<typeof TokenWish>;

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
