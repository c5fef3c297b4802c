/**
 * Those in one room whose sockets are lost: after a moment the others are told, after a longer one the seat is given up. Media flow on
 * meanwhile. Knows peers, no sockets.
 */
import type { CloseReason } from '../protocol/words.ts';
import type { Peer } from './peer.ts';
import type { Qualities } from './qualities.ts';
import type { Telling } from './telling.ts';

export interface AbsencesOptions {
  /** How long a seat is kept, in milliseconds. */
  keepSeat: number;
  qualities: Qualities;
  telling: Telling;
}

interface Absence {
  readonly since: number;
  /** Others see no hidden peer: of it nobody is told. */
  readonly notice: NodeJS.Timeout | undefined;
  readonly over: NodeJS.Timeout;
}

/** Milliseconds in which somebody may be back without anybody knowing. */
const unnoticed = 5_000;

export class Absences {
  readonly #options: AbsencesOptions;
  readonly #absent = new Map<Peer, Absence>();

  constructor(options: AbsencesOptions) {
    this.#options = options;
  }

  /** Its socket is lost. `reason`: why it leaves if it does not come back. */
  begin(peer: Peer, reason: CloseReason): void {
    const { keepSeat, qualities, telling } = this.#options;
    this.#clear(peer);
    this.#absent.set(peer, {
      since: performance.now(),
      notice: peer.hidden ? undefined : setTimeout(() => qualities.interrupt(peer.peerId), unnoticed),
      over: setTimeout(() => peer.close(reason), keepSeat),
    });
    telling.ofPeer(peer, { type: 'peerSuspended', reason });
  }

  /** Nothing comes from it, or something again, though its socket is there: the others are told. */
  notice({ peerId, hidden }: Peer, away: boolean): void {
    const { qualities } = this.#options;
    if (hidden) return;
    if (away) qualities.interrupt(peerId);
    else qualities.restore(peerId);
  }

  /** It is back. Returns false when it had not been away. */
  end(peer: Peer): boolean {
    const absence = this.#clear(peer);
    if (!absence) return false;
    const { qualities, telling } = this.#options;
    telling.ofPeer(peer, { type: 'peerResumed', away: performance.now() - absence.since });
    qualities.restore(peer.peerId);
    return true;
  }

  /** It has left. */
  forget(peer: Peer): void {
    this.#clear(peer);
  }

  #clear(peer: Peer): Absence | undefined {
    const absence = this.#absent.get(peer);
    clearTimeout(absence?.notice);
    clearTimeout(absence?.over);
    this.#absent.delete(peer);
    return absence;
  }
}
