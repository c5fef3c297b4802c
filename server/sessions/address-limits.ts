/**
 * What one address may do, all its sockets together: hold sockets, join, try passcodes. Knows addresses and a clock, no HTTP and no
 * rooms. An address without a socket is forgotten once it has earned back all it used.
 */
import { addressKey } from '../lib/address-key.ts';
import { TokenBucket } from '../lib/token-bucket.ts';

export interface AddressNumbers {
  readonly socketsPerAddress: number;
  readonly joinsPerSecond: number;
  readonly joinBurst: number;
  /** So many wrong passcodes at once, and one more each `passcodeSeconds`. */
  readonly passcodeTries: number;
  readonly passcodeSeconds: number;
}

/** What the address of one socket may do. */
export interface AddressAllowance {
  /** Counts a join; false: not now. */
  takeJoin(): boolean;
  /** Whether a passcode may be tried. Nothing may be awaited between this and `failedPasscode`. */
  mayTryPasscode(): boolean;
  failedPasscode(): void;
  /** The socket is gone. Idempotent. */
  leave(): void;
}

interface Address {
  readonly key: string;
  readonly joins: TokenBucket;
  readonly passcodes: TokenBucket;
  sockets: number;
  used: boolean;
}

/** Milliseconds: a map whose front was taken away is slow to begin with. */
const forgetEvery = 1_000;

export class AddressLimits {
  readonly #numbers: AddressNumbers;
  readonly #now: () => number;
  /** After so many milliseconds of rest every bucket is full. */
  readonly #rest: number;
  readonly #addresses = new Map<string, Address>();
  /** Addresses without a socket that have used something, by when they may be forgotten, soonest first. */
  readonly #resting = new Map<Address, number>();
  #forgotAt = 0;

  constructor(numbers: AddressNumbers, now: () => number = () => performance.now()) {
    this.#numbers = numbers;
    this.#now = now;
    const { joinBurst, joinsPerSecond, passcodeTries, passcodeSeconds } = numbers;
    this.#rest = 1000 * Math.max(joinBurst / joinsPerSecond, passcodeTries * passcodeSeconds);
  }

  /** How many addresses it remembers. */
  get size(): number {
    return this.#addresses.size;
  }

  /** One more socket of the address; undefined: it has as many as it may. */
  enter(address: string): AddressAllowance | undefined {
    this.#forget();
    const key = addressKey(address);
    const known = this.#addresses.get(key) ?? this.#newAddress(key);
    if (known.sockets >= this.#numbers.socketsPerAddress) return undefined;
    known.sockets += 1;
    this.#resting.delete(known);
    this.#addresses.set(key, known);
    return this.#allowance(known);
  }

  #newAddress(key: string): Address {
    const { joinBurst, joinsPerSecond, passcodeTries, passcodeSeconds } = this.#numbers;
    const now = this.#now();
    return {
      key,
      joins: new TokenBucket(joinBurst, joinsPerSecond, now),
      passcodes: new TokenBucket(passcodeTries, 1 / passcodeSeconds, now),
      sockets: 0,
      used: false,
    };
  }

  #allowance(address: Address): AddressAllowance {
    let here = true;
    return {
      takeJoin: () => {
        address.used = true;
        return here && address.joins.take(1, this.#now());
      },
      mayTryPasscode: () => here && address.passcodes.has(1, this.#now()),
      failedPasscode: () => {
        address.used = true;
        address.passcodes.take(1, this.#now());
      },
      leave: () => {
        if (here) this.#leave(address);
        here = false;
      },
    };
  }

  #leave(address: Address): void {
    address.sockets -= 1;
    if (address.sockets > 0) return;
    if (address.used) this.#resting.set(address, this.#now() + this.#rest);
    else this.#addresses.delete(address.key);
    this.#forget();
  }

  #forget(): void {
    const now = this.#now();
    if (now < this.#forgotAt + forgetEvery) return;
    this.#forgotAt = now;
    for (const [address, at] of this.#resting) {
      if (at > now) return;
      this.#resting.delete(address);
      this.#addresses.delete(address.key);
    }
  }
}
