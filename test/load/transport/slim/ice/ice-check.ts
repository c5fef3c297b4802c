/**
 * One check of a controlling agent against an ICE-lite server (RFC 8445 section 7.2): it nominates at once, since the server offers no
 * choice. The same message renews consent (RFC 7675). Knows no socket.
 */
import { randomBytes } from 'node:crypto';
import { attributeType, text, uint32 } from '../../../../../server/lib/stun/attributes.ts';
import {
  decode,
  encode,
  isAuthentic,
  method,
  newTransactionId,
  shortTermKey,
} from '../../../../../server/lib/stun/message.ts';
import type { TransportInfo } from '../../../../../server/protocol/rtp.ts';

/** Of a host candidate, peer reflexive as the server learns it: RFC 8445 section 5.1.2.1. */
const priority = (110 << 24) + (65_535 << 8) + 255;

export interface IceCheck {
  readonly request: Buffer;
  /** What an answer to it says; undefined when it is none. */
  verdict(bytes: Buffer): 'accepted' | 'refused' | undefined;
}

/** What the server must be told where it checks us as well: RFC 8839 section 5.4, at least 4 and 22 characters. */
export interface OwnIce {
  readonly usernameFragment: string;
  readonly password: string;
}

/** What an agent is for as long as its transport lives, restarts included. */
export interface IceAgent extends OwnIce {
  readonly tieBreaker: Buffer;
}

export function ownIce(): OwnIce {
  return { usernameFragment: randomBytes(4).toString('hex'), password: randomBytes(12).toString('hex') };
}

export function iceAgent(own: OwnIce = ownIce()): IceAgent {
  return { ...own, tieBreaker: randomBytes(8) };
}

export function iceCheck(
  agent: IceAgent,
  { usernameFragment, password }: TransportInfo['iceParameters'],
): IceCheck {
  const transactionId = newTransactionId();
  const key = shortTermKey(password);
  const { username, iceControlling, useCandidate } = attributeType;
  const attributes = [
    text(username, `${usernameFragment}:${agent.usernameFragment}`),
    uint32(attributeType.priority, priority),
    { type: iceControlling, value: agent.tieBreaker },
    { type: useCandidate, value: Buffer.alloc(0) },
  ];
  const message = { kind: 'request', method: method.binding, transactionId, attributes } as const;
  return {
    request: encode(message, { key, fingerprint: true }),
    verdict(bytes) {
      const answer = decode(bytes);
      if (!answer?.transactionId.equals(transactionId)) return undefined;
      if (answer.kind === 'error') return 'refused'; // who does not know the key cannot be authentic
      return answer.kind === 'success' && isAuthentic(bytes, key) ? 'accepted' : undefined;
    },
  };
}
