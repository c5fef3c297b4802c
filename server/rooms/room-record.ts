/**
 * What of a room outlives its media: how it is set, its passcode, who was removed, whose grant was changed, who waits. Knows no peer
 * and no router; owned by the registry.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { keyOf, type Visitor } from '../auth/visitor.ts';
import { usualSettings } from '../protocol/fold.ts';
import type { Grant } from '../protocol/grant.ts';
import type { RoomSettings, RoomSettingsChange } from '../protocol/room-settings.ts';
import { Lobby } from './lobby.ts';
import type { Revocations } from './revocations.ts';

export interface RoomRecordOptions {
  name: string;
  /** Who made it: one of the API lasts until it is deleted, one of a join until the room has been empty for a while. */
  created: 'api' | 'join';
  /** Without a moderator the first to come becomes one, and what only a moderator could open is open to them. */
  selfGoverned: boolean;
  /** Who was removed, also from an earlier room of that name. */
  removed: Revocations;
  /** Who waits in the lobby has changed. */
  onLobby: () => void;
}

/** So many of those who were inside are known again. */
const mostKnown = 10_000;

export class RoomRecord {
  readonly name: string;
  readonly created: 'api' | 'join';
  readonly selfGoverned: boolean;
  readonly lobby: Lobby;
  readonly removed: Revocations;
  readonly #grants = new Map<string, Grant>();
  /** Who has been inside. */
  readonly #known = new Set<string>();
  readonly #passcodeKey = randomBytes(32);
  #settings: RoomSettings = usualSettings;
  #passcode: Buffer | undefined;

  constructor({ name, created, selfGoverned, removed, onLobby }: RoomRecordOptions) {
    this.name = name;
    this.created = created;
    this.selfGoverned = selfGoverned;
    this.removed = removed;
    this.lobby = new Lobby(onLobby);
  }

  get settings(): RoomSettings {
    return this.#settings;
  }

  /**
   * Returns the settings after it, or undefined when nothing is different. Behind a new passcode, or a lobby where there was none, only
   * who is inside now (`present`) is known; where the lobby is abolished, whoever waits is asked anew.
   */
  change(
    { passcode, ...change }: RoomSettingsChange,
    present: Iterable<Visitor> = [],
  ): RoomSettings | undefined {
    const before = this.#settings;
    if (passcode !== undefined) this.#passcode = passcode === null ? undefined : this.#digest(passcode);
    const after = { ...before, ...change, passcode: this.#passcode !== undefined };
    if (change.canPublish) after.canPublish = [...new Set(change.canPublish)];
    this.#settings = after;
    if (typeof passcode === 'string' || (after.lobby && !before.lobby)) this.#knowOnly(present);
    if (!after.lobby) this.lobby.abolish();
    return JSON.stringify(after) === JSON.stringify(before) ? undefined : after;
  }

  /** Takes the same time however much of it is right. */
  passcodeFits(text: string): boolean {
    return this.#passcode !== undefined && timingSafeEqual(this.#passcode, this.#digest(text));
  }

  /** What a visitor may do here: what the token says, or what was made of it in this room. */
  grantOf(visitor: Visitor): Grant {
    return this.#grants.get(keyOf(visitor) ?? '') ?? visitor.grant;
  }

  /** The changed grant holds when they come back. */
  rememberGrant(visitor: Visitor, grant: Grant): void {
    const key = keyOf(visitor);
    if (key !== undefined) this.#grants.set(key, grant);
  }

  /** They are let in: who comes back does not have to ask again. */
  letIn(visitor: Visitor): void {
    const key = keyOf(visitor);
    if (key === undefined) return;
    this.#known.delete(key);
    this.#known.add(key);
    const [oldest] = this.#known;
    if (oldest !== undefined && this.#known.size > mostKnown) this.#known.delete(oldest);
  }

  hasBeenInside(visitor: Visitor): boolean {
    return this.#known.has(keyOf(visitor) ?? '');
  }

  #knowOnly(visitors: Iterable<Visitor>): void {
    this.#known.clear();
    for (const visitor of visitors) this.letIn(visitor);
  }

  #digest(passcode: string): Buffer {
    return createHmac('sha256', this.#passcodeKey).update(passcode.normalize('NFC')).digest();
  }
}
