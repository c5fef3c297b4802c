/**
 * A Binding request: does anybody answer there, how fast, and as whom does it see us? With the credentials of a transport, as ICE sends it
 * (RFC 8445 section 7.2.5), or bare, as STUN servers answer it.
 */
import { randomBytes } from 'node:crypto';
import {
  type Attribute,
  attributeType,
  type Endpoint,
  find,
  readXorAddress,
  text,
  uint32,
} from './attributes.ts';
import type { LinkTarget } from './link.ts';
import {
  decode,
  encode,
  isAuthentic,
  method,
  newTransactionId,
  type Seal,
  type StunMessage,
  shortTermKey,
} from './message.ts';
import { StunClient } from './stun-client.ts';
import { StunError } from './stun-error.ts';

/** Of the side that is asked: its `ice-ufrag` and `ice-pwd`. */
export interface IceCredentials {
  readonly usernameFragment: string;
  readonly password: string;
}

export interface BindingAnswer {
  /** As which it sees us. */
  readonly mapped: Endpoint;
  readonly roundTripMs: number;
}

/** Rejects with StunError. `timeout`: ms for a connection, and again for the answer. */
export async function binding(
  target: LinkTarget,
  { timeout, ice }: { readonly timeout: number; readonly ice?: IceCredentials },
): Promise<BindingAnswer> {
  const client = await StunClient.open(target, timeout);
  try {
    const start = performance.now();
    const answer = await client.request(method.binding, () => (ice ? checkAttributes(ice) : []), sealOf(ice));
    return { mapped: mappedIn(answer), roundTripMs: performance.now() - start };
  } finally {
    client.close();
  }
}

/** What an allocation of a TURN server offers, as far as it is needed here. */
export interface Relay {
  send(peer: Endpoint, bytes: Buffer): void;
  onData: (peer: Endpoint, bytes: Buffer) => void;
}

const betweenTries = 250; // ms

/** The same through a relay, which must permit `peer`. Takes the relay's `onData` for itself. */
export async function bindingThrough(
  relay: Relay,
  peer: Endpoint,
  { timeout, ice }: { readonly timeout: number; readonly ice: IceCredentials },
): Promise<BindingAnswer> {
  const transactionId = newTransactionId();
  const request = { kind: 'request', method: method.binding, transactionId } as const;
  const bytes = encode({ ...request, attributes: checkAttributes(ice) }, sealOf(ice));
  const start = performance.now();
  const answer = await new Promise<StunMessage>((resolve, reject) => {
    const again = setInterval(() => relay.send(peer, bytes), betweenTries);
    const end = setTimeout(() => {
      clearInterval(again);
      reject(new StunError('timeout', `no answer through the relay in ${timeout} ms`));
    }, timeout);
    relay.onData = (_from, data) => {
      const message = decode(data);
      if (!message?.transactionId.equals(transactionId) || !isAuthentic(data, shortTermKey(ice.password)))
        return;
      clearInterval(again);
      clearTimeout(end);
      resolve(message);
    };
    relay.send(peer, bytes);
  });
  return { mapped: mappedIn(answer), roundTripMs: performance.now() - start };
}

function checkAttributes({ usernameFragment }: IceCredentials): readonly Attribute[] {
  const { username, priority, iceControlling } = attributeType;
  return [
    text(username, `${usernameFragment}:${randomBytes(4).toString('hex')}`),
    uint32(priority, 1),
    { type: iceControlling, value: randomBytes(8) },
  ];
}

function sealOf(ice: IceCredentials | undefined): Seal {
  return ice ? { key: shortTermKey(ice.password), fingerprint: true } : {};
}

function mappedIn({ attributes, transactionId }: StunMessage): Endpoint {
  const mapped = readXorAddress(find(attributes, attributeType.xorMappedAddress), transactionId);
  if (!mapped) throw new StunError('malformed', 'an answer without our address');
  return mapped;
}
