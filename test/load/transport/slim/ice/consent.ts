/**
 * Whether the server still wants what is sent to it (RFC 7675): asks again and again, and tells when nobody has answered for too long. The
 * first answers are those that make the connection, so they are asked for more often.
 */
import type { TransportInfo } from '../../../../../server/protocol/rtp.ts';
import { type IceCheck, iceAgent, iceCheck } from './ice-check.ts';

type IceParameters = TransportInfo['iceParameters'];

export interface ConsentTimes {
  /** ms between checks, of which each may take 0.8 to 1.2. */
  readonly every: number;
  /** ms without an answer. */
  readonly lostAfter: number;
}

/** RFC 7675 section 5.1. */
export const usualConsent: ConsentTimes = { every: 5_000, lostAfter: 30_000 };

const firstEvery = 200; // ms
const remembered = 4; // checks under way: an answer to a late one counts as well

export class Consent {
  readonly #times: ConsentTimes;
  readonly #send: (bytes: Buffer) => void;
  readonly #agent = iceAgent();
  #iceParameters: IceParameters;
  #checks: IceCheck[] = [];
  #next = 0;
  #answeredAt: number | undefined;
  #onAnswer = () => {};

  constructor(iceParameters: IceParameters, times: ConsentTimes, send: (bytes: Buffer) => void) {
    this.#iceParameters = iceParameters;
    this.#times = times;
    this.#send = send;
  }

  /** Resolves with the first answer from here on. With a restart: that knows the new credentials. */
  begin(iceParameters: IceParameters = this.#iceParameters): Promise<void> {
    this.#iceParameters = iceParameters;
    this.#checks = [];
    this.#answeredAt = undefined;
    const answered = new Promise<void>(resolve => {
      this.#onAnswer = resolve;
    });
    this.#check(performance.now());
    return answered;
  }

  /** Asks when it is time to. True when consent is lost. Before the first answer it is not: who waits for that has a deadline. */
  tick(now: number): boolean {
    if (now >= this.#next) this.#check(now);
    return this.#answeredAt !== undefined && now - this.#answeredAt > this.#times.lostAfter;
  }

  receive(bytes: Buffer): void {
    if (!this.#checks.some(check => check.isAnsweredBy(bytes))) return;
    this.#checks = [];
    const now = performance.now();
    if (this.#answeredAt === undefined) this.#next = now + this.#pause();
    this.#answeredAt = now;
    this.#onAnswer();
  }

  #check(now: number): void {
    const check = iceCheck(this.#agent, this.#iceParameters);
    this.#checks = [...this.#checks, check].slice(-remembered);
    this.#next = now + (this.#answeredAt === undefined ? firstEvery : this.#pause());
    this.#send(check.request);
  }

  #pause(): number {
    return this.#times.every * (0.8 + 0.4 * Math.random());
  }
}
