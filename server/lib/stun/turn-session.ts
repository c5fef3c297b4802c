/**
 * Requests under long-term credentials (RFC 8489 section 9.2). Owns what the server told of its realm and nonce; does not know what is asked.
 */
import { attributeType, find, text } from './attributes.ts';
import { longTermKey, type StunMessage } from './message.ts';
import { type AttributesOf, type StunClient, StunRefusal } from './stun-client.ts';

export interface TurnIdentity {
  readonly username: string;
  readonly credential: string;
}

/** Learns realm and nonce from the first refusal, and new nonces from later ones. */
export class TurnSession {
  readonly client: StunClient;
  readonly #identity: TurnIdentity;
  #realm: string | undefined;
  #nonce = '';

  constructor(client: StunClient, { username, credential }: TurnIdentity) {
    this.client = client;
    this.#identity = { username, credential };
  }

  get realm(): string {
    return this.#realm ?? '';
  }

  async request(number: number, attributes: AttributesOf): Promise<StunMessage> {
    try {
      return await this.#once(number, attributes);
    } catch (error) {
      if (!(error instanceof StunRefusal) || !this.#learn(error)) throw error;
      return await this.#once(number, attributes);
    }
  }

  #once(number: number, attributes: AttributesOf): Promise<StunMessage> {
    if (this.#realm === undefined) return this.client.request(number, attributes);
    const { username, credential } = this.#identity;
    const identity = [
      text(attributeType.username, username),
      text(attributeType.realm, this.#realm),
      text(attributeType.nonce, this.#nonce),
    ];
    const key = longTermKey(username, this.#realm, credential);
    return this.client.request(number, id => [...attributes(id), ...identity], { key });
  }

  /** Whether the refusal was only about what we could not know yet: the first 401, and a nonce that has become stale (438). */
  #learn({ code, attributes }: StunRefusal): boolean {
    const first = code === 401 && this.#realm === undefined;
    if (!first && code !== 438) return false;
    const [realm, nonce] = [find(attributes, attributeType.realm), find(attributes, attributeType.nonce)];
    if (!realm || !nonce) return false;
    this.#realm = realm.toString();
    this.#nonce = nonce.toString();
    return true;
  }
}
