/**
 * Whether the server still wants what is sent to it (RFC 7675): asks again and again, and tells when nobody has answered for too long. The
 * first answers are those that make the connection, so they are asked for more often.
 */
import type { Endpoint } from '../../../../../server/lib/stun/attributes.ts';
import type { TransportInfo } from '../../../../../server/protocol/rtp.ts';
import { checkAnswer } from './check-answer.ts';
import { type IceAgent, type IceCheck, iceAgent, iceCheck, type OwnIce } from './ice-check.ts';

type IceParameters = TransportInfo['iceParameters'];

export interface ConsentTimes {
  /** ms between checks, of which each may take 0.8 to 1.2. */
  readonly every: number;
  /** ms without an answer. */
  readonly lostAfter: number;
}

/** RFC 7675 section 5.1. */
export const usualConsent: ConsentTimes = { every: 5_000, lostAfter: 30_000 };

/** The server knows of no such transport behind this port, or the password is wrong. */
export class CheckRefused extends Error {}

const firstEvery = 200; // ms
const remembered = 4; // checks under way: an answer to a late one counts as well

export class Consent {
  readonly #times: ConsentTimes;
  readonly #send: (bytes: Buffer) => void;
  readonly #agent: IceAgent;
  #iceParameters: IceParameters | undefined;
  #checks: IceCheck[] = [];
  #next = 0;
  #answeredAt: number | undefined;
  /** Nobody has answered since `begin`. */
  #isBeginning = true;
  #first = Promise.withResolvers<void>();

  constructor(times: ConsentTimes, own: OwnIce | undefined, send: (bytes: Buffer) => void) {
    this.#times = times;
    this.#agent = iceAgent(own);
    this.#send = send;
  }

  /** Resolves with the first answer from here on, after a restart one that knows the new credentials; rejects with CheckRefused. */
  begin(iceParameters: IceParameters): Promise<void> {
    this.#iceParameters = iceParameters;
    this.#checks = [];
    this.#isBeginning = true;
    this.#first = Promise.withResolvers();
    this.#check(iceParameters, performance.now());
    return this.#first.promise;
  }

  /** Nothing is asked any more, until `begin`. */
  stop(): void {
    this.#iceParameters = undefined;
    this.#checks = [];
    this.#answeredAt = undefined;
  }

  /** Asks when it is time to. True when consent is lost. Before the first answer it is not: who waits for that has a deadline. */
  tick(now: number): boolean {
    if (this.#iceParameters && now >= this.#next) this.#check(this.#iceParameters, now);
    return this.#answeredAt !== undefined && now - this.#answeredAt > this.#times.lostAfter;
  }

  /** `from`: the candidate of the server that is used. */
  receive(bytes: Buffer, from: Endpoint | undefined): void {
    const answer = from && checkAnswer(this.#agent, bytes, from);
    if (answer) this.#send(answer);
    const verdicts = this.#checks.map(check => check.verdict(bytes));
    if (verdicts.includes('refused')) this.#first.reject(new CheckRefused('the server refused an ICE check'));
    if (!verdicts.includes('accepted')) return;
    this.#checks = [];
    const now = performance.now();
    if (this.#isBeginning) this.#next = now + this.#pause();
    this.#isBeginning = false;
    this.#answeredAt = now;
    this.#first.resolve();
  }

  #check(iceParameters: IceParameters, now: number): void {
    const check = iceCheck(this.#agent, iceParameters);
    this.#checks = [...this.#checks, check].slice(-remembered);
    this.#next = now + (this.#isBeginning ? firstEvery : this.#pause());
    this.#send(check.request);
  }

  #pause(): number {
    return this.#times.every * (0.8 + 0.4 * Math.random());
  }
}
