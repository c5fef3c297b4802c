/**
 * The process behind the fake engine: takes requests in order, answers in a later turn of the event loop, and can be stopped
 * (as by SIGSTOP), so that a test decides what happens while they are under way, or killed. Knows ids, not media.
 */
import { NotFoundError, WorkerClosedError } from 'mediasoup/errors';
import type { RouterRtpCodecCapability } from 'mediasoup/types';
import { FakeRouter } from './router.ts';

export interface Call {
  /** Such as `consumer.resume`. */
  readonly method: string;
  /** Id of the object that was called. */
  readonly id: string;
  readonly params: unknown;
}

interface Request extends Call {
  serve(): void;
  fail(error: Error): void;
}

interface Handler {
  readonly parent: string | undefined;
  /** Id of the producer that a consumer consumes. */
  readonly source: string | undefined;
  readonly onSourceClosed: (() => void) | undefined;
}

// Kept from before a test fakes the timers: the process behind the engine has a clock of its own.
const soon = globalThis.setImmediate;

export class FakeWorker {
  /** Every request so far, in order. */
  readonly calls: Call[] = [];
  /** Every router, transport, producer, consumer and observer so far that lives in Node. */
  readonly made: { readonly closed: boolean }[] = [];
  readonly #handlers = new Map<string, Handler>();
  readonly #routers: FakeRouter[] = [];
  readonly #failures = new Map<string, Error>();
  #waiting: Request[] = [];
  #watchers: { method: string; found: () => void }[] = [];
  #stopped = false;
  #notifications = 0;
  #dead = false;

  async createRouter(mediaCodecs: RouterRtpCodecCapability[]): Promise<FakeRouter> {
    const router = new FakeRouter(this, mediaCodecs);
    await this.request('worker.createRouter', router.id, undefined, () => this.add(router.id));
    this.#routers.push(router);
    return router;
  }

  /** What is asked from now on waits. */
  stop(): void {
    this.#stopped = true;
  }

  continue(): void {
    this.#stopped = false;
    soon(() => this.#serve());
  }

  /** Dies like a process that crashed: requests are rejected, everything in Node closes. */
  kill(): void {
    this.#dead = true;
    const pending = this.#waiting;
    this.#waiting = [];
    for (const { fail, method } of pending) fail(closedError(method));
    for (const router of this.#routers) router.workerClosed();
  }

  /** Lets the next request of this method fail as if the worker had refused it. */
  refuseNext(method: string, error: Error): void {
    this.#failures.set(method, error);
  }

  /** Calls of one method, or of all. */
  callsOf(method: string): Call[] {
    return this.calls.filter(call => call.method === method);
  }

  /** Resolves when a request of this method waits to be served. */
  waiting(method: string): Promise<void> {
    if (this.#waiting.some(request => request.method === method)) return Promise.resolve();
    return new Promise(found => this.#watchers.push({ method, found }));
  }

  /** Resolves when nothing is under way any more and everybody has had time to react. Not while stopped. */
  async settled(): Promise<void> {
    for (let quiet = 0; quiet < 3; ) {
      await new Promise<void>(resolve => soon(resolve));
      quiet = this.#waiting.length + this.#notifications > 0 ? 0 : quiet + 1;
    }
  }

  /** How many objects the process holds: 0 when everything was closed. */
  get size(): number {
    return this.#handlers.size;
  }

  /** `serve` runs in the worker when the turn comes; what it throws is the rejection. */
  request<T>(method: string, id: string, params: unknown, serve: () => T): Promise<T> {
    if (this.#dead) return Promise.reject(closedError(method));
    const call = { method, id, params };
    this.calls.push(call);
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ ...call, serve: () => resolve(serve()), fail: reject });
      for (const { found } of this.#watchers.filter(watcher => watcher.method === method)) found();
      this.#watchers = this.#watchers.filter(watcher => watcher.method !== method);
      soon(() => this.#serve());
    });
  }

  /** In the worker: throws when the id is not, or no longer, there. */
  need(id: string): void {
    if (!this.#handlers.has(id)) throw new NotFoundError(`Channel request handler with ID ${id} not found`);
  }

  /** In the worker: a new object. */
  add(id: string, parent?: string, source?: string, onSourceClosed?: () => void): void {
    for (const known of [parent, source]) if (known !== undefined) this.need(known);
    if (this.#handlers.has(id)) throw new Error(`Channel request handler with ID ${id} already exists`);
    this.#handlers.set(id, { parent, source, onSourceClosed });
  }

  /** In the worker: the object ends with all it holds; consumers elsewhere of what ends with it are told in Node. */
  remove(id: string): void {
    this.need(id);
    this.#handlers.delete(id);
    for (const [childId, { parent, source, onSourceClosed }] of [...this.#handlers]) {
      if (!this.#handlers.has(childId)) continue;
      if (parent === id) this.remove(childId);
      if (source === id) {
        this.#handlers.delete(childId);
        if (onSourceClosed) this.notify(onSourceClosed);
      }
    }
  }

  /** From the worker to Node: after the responses that went before (mediasoup sees to that with a setImmediate of its own). */
  notify(listener: () => void): void {
    this.#notifications += 1;
    soon(() => {
      this.#notifications -= 1;
      listener();
    });
  }

  #serve(): void {
    if (this.#stopped) return;
    const requests = this.#waiting;
    this.#waiting = [];
    for (const { method, serve, fail } of requests) {
      try {
        const failure = this.#failures.get(method);
        this.#failures.delete(method);
        if (failure) throw failure;
        serve();
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }
}

function closedError(method: string): Error {
  return new WorkerClosedError(`Channel closed, pending request aborted [method:${method}]`);
}
