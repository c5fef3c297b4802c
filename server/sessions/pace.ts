/**
 * How much one session may ask: its tokens, and its patience with a client that goes on when they are gone. Knows no request but by
 * its cost.
 */
import { TokenBucket } from '../lib/token-bucket.ts';

export class Pace {
  readonly #tokens: TokenBucket;
  /** How often it may be refused. */
  readonly #patience: TokenBucket;

  constructor({ requestTokens, requestTokensPerSecond }: PaceLimits) {
    const now = performance.now();
    this.#tokens = new TokenBucket(requestTokens, requestTokensPerSecond, now);
    this.#patience = new TokenBucket(requestTokens, requestTokensPerSecond, now);
  }

  /** Takes the cost of a request at once, so that a flood is seen as such however long its answers take. */
  judge(cost: number): 'answer' | 'refuse' | 'give-up' {
    const now = performance.now();
    if (this.#tokens.take(cost, now)) return 'answer';
    return this.#patience.take(1, now) ? 'refuse' : 'give-up';
  }
}

export interface PaceLimits {
  readonly requestTokens: number;
  readonly requestTokensPerSecond: number;
}
