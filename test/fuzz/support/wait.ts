/**
 * Whether a client waits in a lobby, where its `join` has no answer and nothing else is answered: who drives it must not wait for
 * answers then. Knows frames, not rooms.
 */
import { errors } from '../../../server/protocol/words.ts';
import type { Answer, WsClient } from '../../support/ws-client.ts';

interface Frame extends Answer {
  id?: unknown;
  method?: string;
}

const joinErrors = Object.keys(errors).filter(reason => reason !== 'not-joined');

export class Wait {
  readonly #client: WsClient;
  #told = Promise.withResolvers<undefined>();
  #waiting = false;

  /** Before the client is told anything. */
  constructor(client: WsClient) {
    this.#client = client;
    client.socket.on('message', data => this.#seen(JSON.parse(String(data))));
  }

  get waiting(): boolean {
    return this.#waiting && !this.#client.ended;
  }

  /** What `answer` resolves with; undefined when the client is told to wait before, or waits already. */
  answered(answer: Promise<Answer>): Promise<Answer | undefined> {
    return Promise.race([this.#told.promise, answer]);
  }

  #seen({ method, id, result, error }: Frame): void {
    if (method === 'waiting') {
      this.#waiting = true;
      this.#told.resolve(undefined);
    } else if (this.#waiting && id !== undefined) {
      this.#waiting = false;
      this.#told = Promise.withResolvers();
      // Only a join can be answered to who waits.
      if (result === undefined && !joinErrors.includes(error?.data.reason ?? ''))
        this.#client.room.violations.push(`answered while it waited: ${error?.message}`);
    }
  }
}

/** What the client noticed that must not happen. To be told to wait is what may come before the answer to `join`. */
export function violationsOf({ room }: WsClient): string[] {
  return room.violations.filter(violation => violation !== 'waiting before the answer to join');
}
