/** From what a token grants to what a peer may do, and back for its next token. */
import type { Grant, TokenGrant } from '../protocol/grant.ts';
import { type Source, sources } from '../protocol/words.ts';
import { isPattern } from './room-pattern.ts';
import type { TokenFacts } from './visitor.ts';

export interface Rights {
  grant: Grant;
  hidden: boolean;
  roomCreate: boolean;
}

/** On an open server, for who has no token. Who is its moderator the room decides. */
export const openRights: Rights = {
  grant: { canPublish: [...sources], canSubscribe: true, canSend: true, moderator: false },
  hidden: false,
  roomCreate: true,
};

/** The defaults filled in, and what follows: an admin is a moderator, a moderator may open rooms, who is hidden only listens. */
export function rightsOf(token: TokenGrant): Rights {
  const { hidden = false, admin = false } = token;
  const moderator = admin || token.moderator === true;
  return {
    grant: {
      canPublish: hidden ? [] : sourcesOf(token),
      canSubscribe: token.canSubscribe ?? true,
      canSend: !hidden && (token.canSend ?? true),
      moderator,
    },
    hidden,
    roomCreate: moderator || token.roomCreate === true,
  };
}

function sourcesOf({ canPublish = true }: TokenGrant): Source[] {
  if (typeof canPublish === 'boolean') return canPublish ? [...sources] : [];
  return sources.filter(source => canPublish.includes(source));
}

/**
 * The grant as it is now, for the next token of the same peer. A token for more than one room gets no more than it had: what a moderator
 * of one room gives is not valid in the others.
 */
export function refreshedGrant({ room, tokenGrant }: TokenFacts, grant: Grant): TokenGrant {
  const own = rightsOf(tokenGrant).grant;
  const single = room !== null && !isPattern(room);
  const { hidden, roomCreate, admin } = tokenGrant;
  return {
    canPublish: grant.canPublish.filter(source => single || own.canPublish.includes(source)),
    canSubscribe: grant.canSubscribe && (single || own.canSubscribe),
    canSend: grant.canSend && (single || own.canSend),
    moderator: grant.moderator && (single || own.moderator),
    ...(hidden === undefined ? {} : { hidden }),
    ...(roomCreate === undefined ? {} : { roomCreate }),
    ...(admin === undefined ? {} : { admin }),
  };
}
