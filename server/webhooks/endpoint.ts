/**
 * The receiver of webhooks, over HTTP: one POST, answered by success or by an error. Knows nothing of rooms, of order or of trying again.
 */
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { parseTarget, publicLookup, TargetError } from './target.ts';

export interface EndpointOptions {
  url: string;
  /** Whether private addresses are allowed. */
  allowPrivate: boolean;
  /** For one POST from the start of its connection to the end of the answer, in milliseconds. */
  timeout: number;
  /** So many POSTs are under way at a time; the others wait for their turn. */
  atOnce: number;
  /** How names are resolved, where it is not the system's way. */
  lookup?: LookupFunction;
}

/** An answer is read so far, because a connection is only used again after its end; of a longer one the connection is closed. */
const longestAnswer = 4_096;

/** Why a POST was not accepted, in words that repeat nothing of the URL or the answer. */
class NotAccepted extends Error {
  override readonly name = 'NotAccepted';
}

/** A connection that was kept open was closed by the other side just when it was used again: no sign that anything is wrong there. */
class StaleConnection extends NotAccepted {}

export class Endpoint {
  readonly #target: URL;
  readonly #agent: http.Agent;
  readonly #request: typeof http.request;
  readonly #timeout: number;
  readonly #underway = new Set<http.ClientRequest>();
  #isClosed = false;

  /** Throws TargetError when the URL can be no target. */
  constructor({ url, allowPrivate, timeout, atOnce, lookup }: EndpointOptions) {
    this.#target = parseTarget(url, allowPrivate);
    const { Agent, request } = this.#target.protocol === 'https:' ? https : http;
    const guarded = allowPrivate ? lookup : publicLookup(lookup);
    const agentOptions = { keepAlive: true, maxSockets: atOnce, ...(guarded && { lookup: guarded }) };
    this.#agent = new Agent(agentOptions);
    this.#request = request;
    this.#timeout = timeout;
  }

  /** For the log: without the path, which may hold a secret. */
  get origin(): string {
    return this.#target.origin;
  }

  /** Resolves when the endpoint answered with a 2xx status; rejects with NotAccepted otherwise. Redirects are not followed. */
  async post(headers: Record<string, string>, body: string): Promise<void> {
    const bytes = Buffer.from(body);
    const send = () => this.#send({ ...headers, 'content-length': String(bytes.length) }, bytes);
    const status = await send().catch(error => {
      if (error instanceof StaleConnection) return send();
      throw error;
    });
    if (status < 200 || status > 299) throw new NotAccepted(`answered with status ${status}`);
  }

  /** What is under way fails, and no socket is left. */
  close(): void {
    this.#isClosed = true;
    for (const request of this.#underway) request.destroy();
    this.#agent.destroy();
  }

  async #send(headers: Record<string, string>, body: Buffer): Promise<number> {
    if (this.#isClosed) throw new NotAccepted('is not sent to any more');
    const request = this.#request(this.#target, { method: 'POST', headers, agent: this.#agent });
    this.#underway.add(request);
    request.once('close', () => this.#underway.delete(request));
    const answered = answerOf(request, this.#timeout);
    request.end(body);
    return answered;
  }
}

/** The status. Settles when the connection is free again or closed: a broken end of the answer does not change what it said. */
function answerOf(request: http.ClientRequest, timeout: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let timer: NodeJS.Timeout | undefined;
  let status: number | undefined;
  let problem: Error | undefined;
  // Not earlier: until it has a socket it waits for its turn.
  request.once('socket', () => {
    timer = setTimeout(
      () => request.destroy(new NotAccepted(`did not answer within ${timeout} ms`)),
      timeout,
    );
  });
  request.once('response', response => {
    status = response.statusCode;
    readShortly(response);
  });
  request.on('error', error => {
    problem ??= problemOf(error, request.reusedSocket);
  });
  request.once('close', () => {
    clearTimeout(timer);
    if (status !== undefined) resolve(status);
    else reject(problem ?? new NotAccepted('closed the connection without an answer'));
  });
  return promise;
}

function readShortly(response: http.IncomingMessage): void {
  let length = 0;
  response.on('error', () => {}); // closed, which the request tells too
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > longestAnswer) response.destroy();
  });
}

function problemOf(error: NodeJS.ErrnoException, wasReused: boolean): Error {
  if (error instanceof NotAccepted) return error;
  if (error instanceof TargetError) return new NotAccepted(error.message);
  const Problem = wasReused && error.code === 'ECONNRESET' ? StaleConnection : NotAccepted;
  return new Problem(`could not be reached: ${error.code ?? error.name}`);
}
