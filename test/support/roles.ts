/**
 * Everybody who may come to the door, by the token that they hold, for a server with `secret`. Signed with the library alone: nothing of
 * the server is used.
 */
import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';

export const secret = 'the secret of a whole test, longer than 32 characters';

const bytes = (text: string) => new TextEncoder().encode(text);
const now = () => Math.floor(Date.now() / 1000);

/** A token that is right, for `room`, with changes in its claims; `key` signs it. */
export function tokenFor(room: string | undefined, changes: object = {}, key = secret): Promise<string> {
  const claims = { aud: 'plenum', sub: randomUUID(), jti: randomUUID(), name: 'Ann', exp: now() + 600 };
  return new SignJWT({ ...claims, ...(room !== undefined && { room }), ...changes })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(bytes(key));
}

function unsigned(room: string): string {
  const claims = {
    aud: 'plenum',
    sub: 'ann',
    room,
    name: 'Ann',
    exp: now() + 600,
    grant: { admin: true, moderator: true },
  };
  return `${[{ alg: 'none' }, claims].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;
}

const everything = { moderator: true, roomCreate: true, admin: true };

/** Whose token is not good enough, whatever it says. */
export const outsiders: Record<string, (room: string) => Promise<string | undefined>> = {
  'without a token': async () => undefined,
  'with an expired token': room => tokenFor(room, { exp: now() - 60, grant: everything }),
  'with a token for later': room => tokenFor(room, { nbf: now() + 600, grant: everything }),
  'with a token for another room': room => tokenFor(`${room}-not`, { grant: { moderator: true } }),
  'with a token for another server': room => tokenFor(room, { aud: 'other', grant: everything }),
  'with a token of another key': room => tokenFor(room, { grant: everything }, 'x'.repeat(40)),
  'with an unsigned token': async room => unsigned(room),
  'with a token that grants what there is not': room => tokenFor(room, { grant: { king: true } }),
};

/** Who may come in, by what their grants say. */
export const insiders = {
  'a plain peer': { roomCreate: true },
  'a peer who may only listen': { roomCreate: true, canPublish: false, canSend: false },
  'a hidden viewer': { roomCreate: true, hidden: true },
  'a moderator': { moderator: true },
  'a hidden moderator': { moderator: true, hidden: true },
  'an admin': { admin: true },
} as const;
export type Insider = keyof typeof insiders;
