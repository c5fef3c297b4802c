/**
 * What one address may do, all its sockets together: hold sockets, join, try passcodes, check connections. Knows addresses and a clock,
 * no HTTP and no rooms. An address without a socket is forgotten once it has earned back all it used.
 */
import { createHash } from 'node:crypto';
import { addressKey } from '../lib/address-key.ts';
import { TokenBucket } from '../lib/token-bucket.ts';

export interface AddressNumbers {
  readonly socketsPerAddress: number;
  readonly joinsPerSecond: number;
  readonly joinBurst: number;
  /** So many wrong passcodes at once, and one more each `passcodeSeconds`. */
  readonly passcodeTries: number;
  readonly passcodeSeconds: number;
  /** The same for probes, and for reports of connection checks. */
  readonly probeBurst: number;
  readonly probeSeconds: number;
  readonly reportBurst: number;
  readonly reportSeconds: number;
}

/** What the address of one socket may do. */
export interface AddressAllowance {
  /** Stands for the address where others count by it, and does not tell it. */
  readonly pseudonym: string;
  /** Counts a join; false: not now. */
  takeJoin(): boolean;
  /** Whether a passcode may be tried. Nothing may be awaited between this and `failedPasscode`. */
  mayTryPasscode(): boolean;
  failedPasscode(): void;
  /** Counts a probe; false: not now. */
  takeProbe(): boolean;
  /** Counts a report of a connection check; false: not now. */
  takeReport(): boolean;
  /**
   * The socket is gone while its peer keeps its seat: counts one of the address's seats, as many as it may have sockets. Returns what gives it
   * back; undefined: there is none left.
   */
  keepSeat(): (() => void) | undefined;
  /** The socket is gone. Idempotent. */
  leave(): void;
}

interface Address {
  readonly key: string;
  readonly joins: TokenBucket;
  readonly passcodes: TokenBucket;
  readonly probes: TokenBucket;
  readonly reports: TokenBucket;
  sockets: number;
  /** Of peers whose sockets are gone. */
  seats: number;
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
    const { probeBurst, probeSeconds, reportBurst, reportSeconds } = numbers;
    const rests = [
      joinBurst / joinsPerSecond,
      passcodeTries * passcodeSeconds,
      probeBurst * probeSeconds,
      reportBurst * reportSeconds,
    ];
    this.#rest = 1000 * Math.max(...rests);
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
    const { probeBurst, probeSeconds, reportBurst, reportSeconds } = this.#numbers;
    const now = this.#now();
    return {
      key,
      joins: new TokenBucket(joinBurst, joinsPerSecond, now),
      passcodes: new TokenBucket(passcodeTries, 1 / passcodeSeconds, now),
      probes: new TokenBucket(probeBurst, 1 / probeSeconds, now),
      reports: new TokenBucket(reportBurst, 1 / reportSeconds, now),
      sockets: 0,
      seats: 0,
      used: false,
    };
  }

  #allowance(address: Address): AddressAllowance {
    let here = true;
    const take = (bucket: TokenBucket) => {
      address.used = true;
      return here && bucket.take(1, this.#now());
    };
    return {
      pseudonym: createHash('sha256').update(address.key).digest('base64url').slice(0, 16),
      takeJoin: () => take(address.joins),
      takeProbe: () => take(address.probes),
      takeReport: () => take(address.reports),
      mayTryPasscode: () => here && address.passcodes.has(1, this.#now()),
      failedPasscode: () => {
        address.used = true;
        address.passcodes.take(1, this.#now());
      },
      keepSeat: () => this.#keepSeat(address),
      leave: () => {
        if (here) this.#release(address, 'sockets');
        here = false;
      },
    };
  }

  #keepSeat(address: Address): (() => void) | undefined {
    if (address.seats >= this.#numbers.socketsPerAddress) return undefined;
    address.seats += 1;
    let kept = true;
    return () => {
      if (kept) this.#release(address, 'seats');
      kept = false;
    };
  }

  #release(address: Address, what: 'sockets' | 'seats'): void {
    address[what] -= 1;
    if (address.sockets > 0 || address.seats > 0) return;
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
