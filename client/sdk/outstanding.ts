/**
 * Requests that wait for their answers, over as many sockets as that takes. When a socket is lost nobody knows which of them were
 * carried out: the table says for each method what is done then. Knows no socket.
 */
import type { MethodName, Params, Result } from '#protocol/methods.ts';
import { errors } from '#protocol/words.ts';
import { RequestError } from './request-error.ts';
import { SessionEnded } from './session-end.ts';

/** Sends one request over the socket of the moment. */
export type Send = <M extends MethodName>(method: M, params: Params<M>) => Promise<Result<M>>;

/**
 * - `repeat`: it is sent again, because doing it twice is doing it once.
 * - a function: the same, but of those with the same key only the newest counts: the older ones are answered when it is.
 * - `fail`: it is refused, because it would be done twice, or too late.
 */
type AfterLoss<M extends MethodName> = 'repeat' | 'fail' | ((params: Params<M>) => string);

// Forgetting one does not compile.
const afterLoss: { readonly [M in MethodName]: AfterLoss<M> } = {
  preview: 'fail',
  probe: 'fail',
  connectProbe: 'fail',
  closeProbe: 'fail',
  reportCheck: 'repeat',
  join: 'fail',
  resume: 'fail',
  connectTransport: 'repeat',
  restartIce: ({ transportId }) => `ice ${transportId}`,
  renewMedia: () => 'media',
  publish: 'repeat', // the same id again changes nothing
  unpublish: 'repeat',
  pauseProducer: ({ producerId }) => `pause ${producerId}`,
  resumeProducer: ({ producerId }) => `pause ${producerId}`,
  setInterest: () => 'interest',
  startConsumers: 'repeat',
  setHand: () => 'hand',
  sendReaction: 'fail', // its moment has passed
  sendChat: 'repeat', // the same id again changes nothing
  reportQuality: () => 'quality',
  publishData: 'repeat',
  muteProducer: 'repeat',
  stopProducer: 'repeat',
  changeGrant: 'repeat',
  removePeer: 'repeat',
  admit: 'repeat',
  refuse: 'repeat',
  changeRoom: 'repeat',
  endRoom: 'repeat',
  leave: 'repeat',
};

/**
 * What makes sense for somebody who had to join anew as well. Everything else is about ids that are gone, or was made up for by joining,
 * and is refused.
 */
const ofEveryLife: ReadonlySet<MethodName> = new Set([
  'setInterest', // may be newer than the one that joining declared
  'setHand',
  'sendChat',
  'reportCheck',
  'changeRoom',
  'leave',
]);

interface Entry {
  readonly method: MethodName;
  readonly params: unknown;
  readonly key: string | undefined;
  resolve(result: unknown): void;
  reject(error: unknown): void;
  /** How often it was sent. */
  tries: number;
}

/** So many wait for a socket at most; the server takes more than that at once. */
const mostWaiting = 64;
/** One that does not get through any socket may be what breaks them. */
const mostTries = 3;

export class Outstanding {
  readonly #entries = new Set<Entry>();
  #send: Send | undefined;

  /**
   * Sends it, or lets it wait for a socket. Rejects with RequestError when the server refuses; `unavailable`: when it cannot wait.
   */
  request<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>> {
    const rule = afterLoss[method] as AfterLoss<M>;
    return new Promise((resolve, reject) => {
      const key = typeof rule === 'function' ? rule(params) : undefined;
      const accept = (result: unknown) => resolve(result as Result<M>);
      const entry: Entry = { method, params, key, resolve: accept, reject, tries: 0 };
      if (!this.#send) {
        this.#supersede(entry);
        if (rule === 'fail' || this.#entries.size >= mostWaiting) return reject(unavailable(method));
      }
      this.#entries.add(entry);
      this.#transmit(entry);
    });
  }

  /** From now on requests go out by `send`, beginning with those that wait, in their order. */
  resume(send: Send): void {
    this.#send = send;
    for (const entry of [...this.#entries]) this.#transmit(entry);
  }

  /** The socket is lost: what has no answer waits for another. */
  hold(): void {
    this.#send = undefined;
    for (const entry of [...this.#entries]) {
      const { method, tries } = entry;
      if (afterLoss[method] === 'fail' || tries >= mostTries) this.#settle(entry, unavailable(method));
    }
  }

  /** Whoever asked has joined anew, as somebody else. */
  forgetOldLife(): void {
    for (const entry of [...this.#entries]) {
      if (!ofEveryLife.has(entry.method)) this.#settle(entry, unavailable(entry.method));
    }
  }

  /** Those that match are not to be done any more: they are answered as if they had been. */
  withdraw(matches: (method: MethodName, params: unknown) => boolean): void {
    for (const entry of [...this.#entries]) {
      if (!matches(entry.method, entry.params)) continue;
      this.#entries.delete(entry);
      entry.resolve({});
    }
  }

  /** Nothing is answered any more: all are rejected with `error`. */
  end(error: Error): void {
    this.#send = undefined;
    for (const entry of [...this.#entries]) this.#settle(entry, error);
  }

  #transmit(entry: Entry): void {
    if (!this.#send) return;
    entry.tries += 1;
    this.#send(entry.method, entry.params as never).then(
      result => {
        if (this.#entries.delete(entry)) entry.resolve(result);
      },
      (error: Error) => {
        // It waits for another socket, or is rejected with the end of all.
        if (!(error instanceof SessionEnded)) this.#settle(entry, error);
      },
    );
  }

  #supersede(newest: Entry): void {
    for (const older of [...this.#entries]) {
      if (newest.key === undefined || older.key !== newest.key) continue;
      this.#entries.delete(older);
      const { resolve, reject } = newest;
      newest.resolve = result => {
        older.resolve(result);
        resolve(result);
      };
      newest.reject = error => {
        older.reject(error);
        reject(error);
      };
    }
  }

  #settle(entry: Entry, error: Error): void {
    if (this.#entries.delete(entry)) entry.reject(error);
  }
}

function unavailable(method: MethodName): RequestError {
  const { code } = errors.unavailable;
  const message = 'The connection to the server is interrupted.';
  return new RequestError(method, { code, message, data: { reason: 'unavailable' } });
}
