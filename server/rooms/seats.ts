/**
 * The seats of this node: which peer a resume token leads back to, and for a while why it leads to none any more. Keeps digests, never
 * tokens; knows no sockets.
 */
import { createHash, randomBytes } from 'node:crypto';
import { PeerEnded, RequestError } from '../errors.ts';
import type { CloseReason } from '../protocol/words.ts';
import type { Peer } from './peer.ts';
import type { Room } from './room.ts';

/** Whom a token leads back to. */
export interface Seat {
  readonly room: Room;
  readonly peer: Peer;
}

interface Digests {
  current: string;
  /** Of the token that it was shown last, until the client is known to have the current one. */
  shown: string | undefined;
}

export class Seats {
  /** Milliseconds. */
  readonly #keep: number;
  readonly #byDigest = new Map<string, Seat | CloseReason>();
  readonly #digests = new Map<Peer, Digests>();
  readonly #timers = new Set<NodeJS.Timeout>();

  /** `keep`: how long it is remembered why a peer ended, in milliseconds. */
  constructor(keep: number) {
    this.#keep = keep;
  }

  /** How many tokens are remembered. */
  get size(): number {
    return this.#byDigest.size;
  }

  /** How many peers have one, those who are away included. */
  get taken(): number {
    return this.#digests.size;
  }

  /**
   * A new token. `shown`, the one that was come back with, stays good until `confirm`: the answer with the new one may be lost like
   * any other. All older ones are worth nothing.
   */
  issue(seat: Seat, shown?: string): string {
    const token = randomBytes(32).toString('base64url');
    const digests = { current: digestOf(token), shown: shown === undefined ? undefined : digestOf(shown) };
    this.#forget(seat.peer, digests);
    this.#digests.set(seat.peer, digests);
    for (const digest of valuesOf(digests)) this.#byDigest.set(digest, seat);
    return token;
  }

  /** The client has the current token: it is the only one from now on. */
  confirm(peer: Peer): void {
    const digests = this.#digests.get(peer);
    if (digests?.shown === undefined) return;
    this.#byDigest.delete(digests.shown);
    digests.shown = undefined;
  }

  /** Throws `seat-gone` when there is no such token, or the time of the seat was over; PeerEnded when its peer ended otherwise. */
  find(token: string): Seat {
    const found = this.#byDigest.get(digestOf(token));
    if (found === undefined || found === 'timeout') throw new RequestError('seat-gone', 'resumeToken');
    if (typeof found === 'string') throw new PeerEnded(found);
    return found;
  }

  /** The peer has ended: who comes back to it is told why. */
  vacate(peer: Peer, reason: CloseReason): void {
    const digests = this.#digests.get(peer);
    if (!digests) return;
    this.#digests.delete(peer);
    for (const digest of valuesOf(digests)) this.#byDigest.set(digest, reason);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      for (const digest of valuesOf(digests)) this.#byDigest.delete(digest);
    }, this.#keep).unref();
    this.#timers.add(timer);
  }

  /** Nobody comes back any more; no timer is left. */
  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#byDigest.clear();
    this.#digests.clear();
  }

  #forget(peer: Peer, except: Digests): void {
    const kept = valuesOf(except);
    for (const digest of valuesOf(this.#digests.get(peer))) {
      if (!kept.includes(digest)) this.#byDigest.delete(digest);
    }
  }
}

// A look-up by digest takes no longer for a token that is nearly right: an attacker cannot choose the digest.
function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

function valuesOf(digests: Digests | undefined): string[] {
  return [digests?.current, digests?.shown].filter(digest => digest !== undefined);
}
