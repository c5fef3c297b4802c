/**
 * Requests to one server and their answers (RFC 8489 section 6.2): sends again what may be lost, matches by transaction, believes only
 * what is authentic. Owns its link.
 */
import { type Attribute, attributeType, find, readErrorCode } from './attributes.ts';
import { type Link, type LinkTarget, openLink } from './link.ts';
import { decode, encode, isAuthentic, newTransactionId, type Seal, type StunMessage } from './message.ts';
import { StunError } from './stun-error.ts';

/** Of an answer that is a refusal: its attributes as well (realm, nonce). */
export class StunRefusal extends StunError {
  readonly attributes: readonly Attribute[];

  constructor(code: number, phrase: string, attributes: readonly Attribute[]) {
    super('answer', phrase, code);
    this.attributes = attributes;
  }
}

interface Waiting {
  readonly key: Buffer | undefined;
  settle(outcome: StunMessage | StunError): void;
}

const firstRetransmission = 250; // ms, doubled each time

/** The attributes of a request; some depend on its transaction. */
export type AttributesOf = (transactionId: Buffer) => readonly Attribute[];

export class StunClient {
  /** What comes that is no answer: indications, and what is no STUN at all. */
  onOther: (bytes: Buffer) => void = () => {};
  /** The link is gone; at most once, and not after `close`. Who waits for an answer is told there as well. */
  onFailure: (error: StunError) => void = () => {};
  readonly #timeout: number;
  readonly #waiting = new Map<string, Waiting>();
  #link: Link | undefined;
  #failed: StunError | undefined;

  private constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /** `timeout`: milliseconds for the connection, and then for each answer. Rejects with StunError. */
  static async open(target: LinkTarget, timeout: number): Promise<StunClient> {
    const client = new StunClient(timeout);
    client.#link = await openLink(target, timeout, {
      onMessage: bytes => client.#onMessage(bytes),
      onFailure: error => client.#fail(error),
    });
    return client;
  }

  /** Resolves with the success; rejects with StunRefusal or another StunError. */
  async request(method: number, attributes: AttributesOf, seal: Seal = {}): Promise<StunMessage> {
    if (this.#failed) throw this.#failed;
    const transactionId = newTransactionId();
    const message = {
      kind: 'request',
      method,
      transactionId,
      attributes: attributes(transactionId),
    } as const;
    const bytes = encode(message, seal);
    const id = transactionId.toString('hex');
    let stop = () => {};
    try {
      const answer = await new Promise<StunMessage>((resolve, reject) => {
        const settle = (outcome: StunMessage | StunError) =>
          outcome instanceof StunError ? reject(outcome) : resolve(outcome);
        this.#waiting.set(id, { key: seal.key, settle });
        stop = this.#sendUntilAnswered(bytes, settle);
      });
      return successOf(answer);
    } finally {
      stop();
      this.#waiting.delete(id);
    }
  }

  indicate(method: number, attributes: AttributesOf): void {
    const transactionId = newTransactionId();
    this.send(encode({ kind: 'indication', method, transactionId, attributes: attributes(transactionId) }));
  }

  send(bytes: Buffer): void {
    this.#link?.send(bytes);
  }

  /** Idempotent. Who waits for an answer is told. */
  close(): void {
    this.onFailure = () => {};
    this.#fail(new StunError('closed', 'closed by this side'));
  }

  #sendUntilAnswered(bytes: Buffer, settle: (error: StunError) => void): () => void {
    this.send(bytes);
    let again: NodeJS.Timeout | undefined;
    const sendAgain = (after: number) => {
      again = setTimeout(() => {
        this.send(bytes);
        sendAgain(2 * after);
      }, after);
    };
    if (this.#link?.lossy) sendAgain(firstRetransmission);
    const end = setTimeout(
      () => settle(new StunError('timeout', `no answer in ${this.#timeout} ms`)),
      this.#timeout,
    );
    return () => {
      clearTimeout(again);
      clearTimeout(end);
    };
  }

  #onMessage(bytes: Buffer): void {
    const message = decode(bytes);
    if (!message || message.kind === 'indication' || message.kind === 'request') {
      this.onOther(bytes);
      return;
    }
    const waiting = this.#waiting.get(message.transactionId.toString('hex'));
    if (!waiting) return;
    // A refusal may come from one that does not know the key; anybody could have made up a success.
    if (message.kind === 'success' && waiting.key && !isAuthentic(bytes, waiting.key)) return;
    waiting.settle(message);
  }

  #fail(error: StunError): void {
    if (this.#failed === undefined) this.onFailure(error);
    this.#failed ??= error;
    for (const { settle } of this.#waiting.values()) settle(error);
    this.#link?.close();
  }
}

function successOf(answer: StunMessage): StunMessage {
  if (answer.kind === 'success') return answer;
  const error = readErrorCode(find(answer.attributes, attributeType.errorCode));
  if (!error) throw new StunError('malformed', 'a refusal without a code');
  throw new StunRefusal(error.code, error.phrase, answer.attributes);
}
