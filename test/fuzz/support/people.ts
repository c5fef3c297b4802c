/**
 * The tokens of people who come to a fuzzed server: right ones of every kind, and some that are not. They name nobody twice unless
 * they are asked to.
 */
import { secret, tokenFor } from '../../support/roles.ts';
import type { Random } from './random.ts';

/** The settings of a server that lets in anybody, and takes these tokens. */
export const openWithTokens = { ACCESS: 'open', TOKEN_SECRET: secret };

/** Who moderates `rooms` (a name or a pattern), in every way there is. */
export function moderatorTokens(rooms: string): Promise<string[]> {
  return Promise.all([
    tokenFor(rooms, { grant: { moderator: true } }),
    tokenFor(rooms, { grant: { moderator: true, roomCreate: true, canPublish: ['microphone'] } }),
    tokenFor(rooms, { grant: { moderator: true, hidden: true } }),
    tokenFor(rooms, { grant: { admin: true } }),
  ]);
}

/** Who may come in, some with restrictions, and who may not. */
export function otherTokens(): Promise<string[]> {
  const now = Math.floor(Date.now() / 1000);
  return Promise.all([
    tokenFor('*', { grant: { roomCreate: true } }),
    tokenFor('*', { grant: { canPublish: ['camera', 'screen'], canSend: false } }),
    tokenFor('*', { grant: { canSubscribe: false } }),
    tokenFor('*', { grant: { hidden: true } }),
    tokenFor('another room', { grant: { moderator: true } }),
    tokenFor('*', { exp: now - 600, grant: { moderator: true } }),
    tokenFor('*', { grant: { moderator: true } }, 'the secret of somebody else, as long as it must be'),
    tokenFor('*', { grant: { king: true } }),
  ]);
}

/** A new token of one of a few, who come again and again; undefined: of somebody without one. */
export async function somebodysToken(random: Random): Promise<string | undefined> {
  const sub = `person ${random.integer(1, 40)}`;
  const kind = random.next();
  if (kind < 0.6) return undefined;
  if (kind < 0.8) return tokenFor('*', { sub, grant: { roomCreate: true } });
  if (kind < 0.9) return tokenFor('*', { sub, grant: { moderator: true } });
  return tokenFor('*', { sub, grant: { moderator: true, hidden: true } });
}

/** Who comes in whatever moderators have set, and was never here before. */
export function inspectorsToken(): Promise<string> {
  return tokenFor('*', { name: 'Inspector', grant: { moderator: true } });
}
