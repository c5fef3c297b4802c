/**
 * Who leads a room that governs itself: whoever was there longest, when no moderator is left whom others see, and after a moment without
 * anybody whoever waits in the lobby. Knows members, grants nothing by itself.
 */
import type { Members } from './members.ts';
import type { Peer } from './peer.ts';
import type { RoomRecord } from './room-record.ts';

export interface GovernanceOptions {
  readonly record: RoomRecord;
  readonly members: Members;
  /** Makes it a moderator. */
  readonly promote: (peer: Peer) => void;
}

/** Milliseconds that the last one has to come back, before a room that governs itself is open to whoever comes. */
const comeBack = 10_000;

export class Governance {
  readonly #options: GovernanceOptions;
  /** When the last of those whom others see went, in milliseconds since 1970. */
  #leftAlone = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: GovernanceOptions) {
    this.#options = options;
  }

  /** Somebody whom others see is inside, or was a moment ago: a host who reloads the page leaves no open door. */
  get attended(): boolean {
    return this.#options.members.visible.length > 0 || Date.now() - this.#leftAlone < comeBack;
  }

  /** The next whom others see is to lead. */
  get isVacant(): boolean {
    const { record, members } = this.#options;
    return record.selfGoverned && !members.moderators.some(({ hidden }) => !hidden);
  }

  /** Who is there longest takes over. */
  ensureModerator(): void {
    const { members, promote } = this.#options;
    const [oldest] = members.visible;
    if (!this.#closed && oldest && this.isVacant) promote(oldest);
  }

  /** One of those whom others see has gone. */
  afterLeave(): void {
    const { record, members } = this.#options;
    if (members.visible.length > 0) this.ensureModerator();
    else if (record.selfGoverned) this.#waitForSomebody();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /** Who waits longest in the lobby comes in, unless somebody is back by then. */
  #waitForSomebody(): void {
    this.#leftAlone = Date.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.attended) this.#options.record.lobby.admitFirst();
    }, comeBack);
  }
}
