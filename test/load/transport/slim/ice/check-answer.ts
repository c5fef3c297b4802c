/**
 * The answer to a check by the server (RFC 8445 section 7.3): an ICE-lite one sends none, but what calls itself so may. Knows no socket,
 * and draws no conclusions: which pair is used, the controlling side has decided already.
 */
import { attributeType, type Endpoint, xorAddress } from '../../../../../server/lib/stun/attributes.ts';
import { decode, encode, isAuthentic, method, shortTermKey } from '../../../../../server/lib/stun/message.ts';
import type { IceAgent } from './ice-check.ts';

/** `from`: whoever sent it. Undefined when it is no check, or does not know our password. */
export function checkAnswer({ password }: IceAgent, bytes: Buffer, from: Endpoint): Buffer | undefined {
  const check = decode(bytes);
  const key = shortTermKey(password);
  if (check?.kind !== 'request' || check.method !== method.binding || !isAuthentic(bytes, key))
    return undefined;
  const { transactionId } = check;
  const attributes = [xorAddress(attributeType.xorMappedAddress, from, transactionId)];
  const answer = { kind: 'success', method: method.binding, transactionId, attributes } as const;
  return encode(answer, { key, fingerprint: true });
}
