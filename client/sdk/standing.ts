/**
 * What this peer is in the room: what it may do, which token it would come back with, and who waits for it to decide. Told by the
 * server; tells the application what changes.
 */
import type { Grant } from '#protocol/grant.ts';
import type { SignalParams, Waiting } from '#protocol/signals.ts';
import type { Tell } from './room-events.ts';

const nothing: Grant = { canPublish: [], canSubscribe: false, canSend: false, moderator: false };

export class Standing {
  readonly #tell: Tell;
  #grant = nothing;
  #token: string | undefined;
  #lobby: readonly Waiting[] = [];

  constructor(token: string | undefined, tell: Tell) {
    this.#token = token;
    this.#tell = tell;
  }

  get grant(): Grant {
    return this.#grant;
  }

  get token(): string | undefined {
    return this.#token;
  }

  get lobby(): readonly Waiting[] {
    return this.#lobby;
  }

  /** As the answer to `join` says. */
  begin(grant: Grant): void {
    this.#grant = grant;
  }

  /** As the answer to joining anew says, and the server tells what else there is to know. */
  beginAnew(grant: Grant): void {
    if (JSON.stringify(grant) !== JSON.stringify(this.#grant)) this.changeGrant(grant);
    if (this.#lobby.length > 0) this.changeLobby([]);
  }

  changeGrant(grant: Grant): void {
    this.#grant = grant;
    this.#tell('grant', grant);
    // The server says no more of it to those who are no moderators.
    if (!grant.moderator && this.#lobby.length > 0) this.changeLobby([]);
  }

  changeLobby(waiting: readonly Waiting[]): void {
    this.#lobby = waiting;
    this.#tell('lobby', waiting);
  }

  /** The server takes it no longer. */
  dropToken(): void {
    this.#token = undefined;
  }

  refreshToken(fresh: SignalParams<'token'>): void {
    this.#token = fresh.token;
    this.#tell('token', fresh);
  }
}
