/**
 * What comes in on one socket: frames become requests, paced at once and answered one at a time, in the order of their arrival. Knows
 * what a request costs, not what it does.
 */
import { RequestError } from '../errors.ts';
import { SerialQueue } from '../lib/serial-queue.ts';
import type { RequestId } from '../protocol/jsonrpc.ts';
import { costOf } from '../protocol/methods.ts';
import { type Frame, readFrame } from './frame.ts';
import { Pace, type PaceLimits } from './pace.ts';

export interface IntakeOptions {
  readonly limits: PaceLimits;
  /** Resolves when it is answered; what it throws is refused. */
  readonly answer: (frame: Frame) => Promise<void>;
  readonly refuse: (id: RequestId | null, error: unknown) => void;
  /** More comes than from anybody who minds the limits. */
  readonly onFlood: () => void;
}

export class Intake {
  readonly #options: IntakeOptions;
  readonly #pace: Pace;
  readonly #queue = new SerialQueue();

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#pace = new Pace(options.limits);
  }

  take(data: Buffer, isBinary: boolean): void {
    const parsed = readFrame(data, isBinary);
    if ('malformed' in parsed) {
      const { id, error } = parsed.malformed;
      this.#enqueue(1, id, () => Promise.reject(error));
    } else {
      const { frame } = parsed;
      this.#enqueue(costOf(frame.method), frame.id, () => this.#options.answer(frame));
    }
  }

  /** Drops what waits. What is being answered is not waited for. */
  close(): void {
    this.#queue.close();
  }

  /** Takes the tokens now, so that a flood is refused at once, and answers in the order of arrival. */
  #enqueue(cost: number, id: RequestId | null, answer: () => Promise<void>): void {
    const { limits, refuse, onFlood } = this.#options;
    // Nothing is answered while a join waits in a lobby: what comes meanwhile is kept, but not without end.
    if (this.#queue.length >= 2 * limits.requestTokens) {
      onFlood();
      return;
    }
    switch (this.#pace.judge(cost)) {
      case 'answer':
        this.#queue.push(() => answer().catch((error: unknown) => refuse(id, error)));
        break;
      case 'refuse':
        this.#queue.push(async () => refuse(id, new RequestError('rate-limited')));
        break;
      case 'give-up':
        onFlood();
    }
  }
}
