/**
 * What moderators and the HTTP API do to others in one room: mute, stop, change a grant, remove, let in, set the room. Whether somebody
 * is a moderator has been asked before.
 */
import { RequestError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Grant, GrantChange } from '../protocol/grant.ts';
import type { RoomSettings, RoomSettingsChange } from '../protocol/room-settings.ts';
import type { RoomChange } from '../protocol/room-state.ts';
import type { Members } from './members.ts';
import type { Peer } from './peer.ts';
import type { Publication } from './publication.ts';
import type { Publications } from './publications.ts';
import type { RoomRecord } from './room-record.ts';

/** What moderation needs of the room it happens in. */
export interface ModeratedRoom {
  readonly record: RoomRecord;
  readonly members: Members;
  readonly publications: Publications;
  readonly log: Log;
  change(change: RoomChange): void;
  /** The settings have changed: what follows from them that is not moderation's. */
  settingsChanged(settings: RoomSettings): void;
  /** A role has been given or taken. */
  ensureModerator(): void;
}

/** A peer, or `null`: the HTTP API or the server itself. */
export type Author = Peer | null;

export class Moderation {
  readonly #room: ModeratedRoom;

  constructor(room: ModeratedRoom) {
    this.#room = room;
  }

  /** Not by force: the peer is asked to. Throws `not-found`. */
  async mute(producerId: string, force: boolean, author: Author): Promise<void> {
    const { peer } = this.#published(producerId);
    if (!force) peer.signal('muteAsked', { producerId, by: idOf(author) });
    else await peer.publishing.setPaused(producerId, true, peer === author ? undefined : idOf(author));
  }

  /** Throws `not-found`. */
  stop(producerId: string, author: Author): void {
    const { peer } = this.#published(producerId);
    peer.publishing.end(producerId, idOf(author));
  }

  /** Throws `not-found`. The change outlives the visit: who comes back, by whatever token, finds it. */
  changeGrant(peerId: string, change: GrantChange, author: Author): void {
    const peer = this.#peer(peerId);
    const grant = changed(peer.grant, change);
    if (JSON.stringify(grant) === JSON.stringify(peer.grant)) return;
    this.#room.record.rememberGrant(peer.visitor, grant);
    this.#note('grant changed', author, { peer: peerId, grant });
    this.setGrant(peer, grant, author);
    this.#room.ensureModerator();
  }

  /** The same for a role that the room itself gives. */
  setGrant(peer: Peer, grant: Grant, author: Author): void {
    const by = idOf(author);
    const became = grant.moderator && !peer.grant.moderator;
    peer.setGrant(grant);
    if (peer.hidden) peer.signal('grant', { grant });
    else this.#room.change({ type: 'grantChanged', peerId: peer.peerId, grant, by });
    peer.publishing.endForbidden(by);
    if (became) this.greet(peer);
  }

  /** Throws `not-found`, and `not-permitted` for oneself. Who came without an identity could come again as anybody: so newcomers wait. */
  remove(peerId: string, author: Author): void {
    const peer = this.#peer(peerId);
    if (peer === author) throw new RequestError('not-permitted', 'peerId', 'leave instead');
    const { record } = this.#room;
    this.#note('peer removed', author, { peer: peerId });
    const known = record.removed.revoke(peer.visitor);
    peer.close('kicked');
    record.lobby.sendAway(new RequestError('removed'), visitor => record.removed.covers(visitor));
    if (!known) this.changeSettings({ lobby: true }, author);
  }

  /** Throws `not-found`. */
  admit(waitingId: string): void {
    this.#room.record.lobby.admit(waitingId);
  }

  /** Throws `not-found`. */
  refuse(waitingId: string): void {
    this.#room.record.lobby.refuse(waitingId);
  }

  changeSettings(change: RoomSettingsChange, author: Author): void {
    const { record, members } = this.#room;
    const present = [...members.values()].map(({ visitor }) => visitor);
    const settings = record.change(change, present);
    if (!settings) return;
    this.#note('settings changed', author, { settings: Object.keys(change) });
    const by = idOf(author);
    this.#room.change({ type: 'settingsChanged', settings, by });
    for (const peer of members.values()) peer.publishing.endForbidden(by);
    this.#room.settingsChanged(settings);
  }

  /** Every moderator is told who waits. */
  tellLobby(): void {
    const { waiting } = this.#room.record.lobby;
    for (const moderator of this.#room.members.moderators) moderator.signal('lobby', { waiting });
  }

  /** The same for one who has just come, or become a moderator, where anybody waits. */
  greet(peer: Peer): void {
    if (this.#room.record.lobby.waiting.length > 0) this.greetAgain(peer);
  }

  /** The same for one who was away, and may think that somebody waits. */
  greetAgain(peer: Peer): void {
    const { waiting } = this.#room.record.lobby;
    if (peer.grant.moderator) peer.signal('lobby', { waiting });
  }

  #note(what: string, author: Author, details: object): void {
    this.#room.log.info({ by: author?.peerId ?? null, ...details }, what);
  }

  #peer(peerId: string): Peer {
    const peer = this.#room.members.get(peerId);
    if (!peer) throw new RequestError('not-found', 'peerId');
    return peer;
  }

  #published(producerId: string): { publication: Publication; peer: Peer } {
    const publication = this.#room.publications.get(producerId);
    const peer = publication && this.#room.members.get(publication.peerId);
    if (!peer) throw new RequestError('not-found', 'producerId');
    return { publication, peer };
  }
}

/** Nobody is told of a peer that nobody sees. */
function idOf(author: Author): string | null {
  return author === null || author.hidden ? null : author.peerId;
}

function changed(grant: Grant, change: GrantChange): Grant {
  const after = { ...grant, ...change };
  return { ...after, canPublish: [...new Set(after.canPublish)] };
}
