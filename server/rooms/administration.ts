/**
 * What the HTTP API may do with the rooms of this node: list them, make, set and delete them, and what moderators do. Knows no HTTP;
 * who may ask has been asked before.
 */
import { RequestError } from '../errors.ts';
import type { GrantChange } from '../protocol/grant.ts';
import type { MediaReport } from '../protocol/operating.ts';
import type { RoomSettings, RoomSettingsChange } from '../protocol/room-settings.ts';
import type { PeerState } from '../protocol/room-state.ts';
import type { MessageChannel, Source } from '../protocol/words.ts';
import { mediaReportOf } from './media-report.ts';
import type { Peer } from './peer.ts';
import type { Registry } from './registry.ts';
import type { Room } from './room.ts';
import type { RoomRecord } from './room-record.ts';

export interface RoomInfo {
  readonly room: string;
  /** Of its present life; `null`: it is not open. */
  readonly roomId: string | null;
  readonly created: 'api' | 'join';
  readonly openedAt: number | null;
  /** Those that nobody sees included. */
  readonly peers: number;
  readonly waiting: number;
  readonly settings: RoomSettings;
}

export type PeerInfo = PeerState & { readonly hidden: boolean };

export interface ServerMessage {
  readonly data: string | Buffer;
  /** Peer ids; absent: everybody. */
  readonly to?: readonly string[];
  readonly channel: MessageChannel;
}

/** Every method throws `not-found`, naming `room`, `peerId` or `source`. */
export class Administration {
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  rooms(): RoomInfo[] {
    return this.#registry.records.values().map(record => this.#infoOf(record));
  }

  room(name: string): RoomInfo {
    return this.#infoOf(this.#record(name));
  }

  /** Throws `conflict` when there is one of that name. */
  create(name: string, settings: RoomSettingsChange): RoomInfo {
    const record = this.#registry.records.create(name, 'api');
    record.change(settings);
    this.#registry.records.setAnew(record);
    return this.#infoOf(record);
  }

  /** Nobody who is inside has to leave; see `Moderation.changeSettings`. */
  change(name: string, settings: RoomSettingsChange): RoomInfo {
    const record = this.#record(name);
    const room = this.#registry.opened(name);
    if (room) room.moderation.changeSettings(settings, null);
    else record.change(settings);
    this.#registry.records.setAnew(record);
    return this.#infoOf(record);
  }

  /** Ends it for everybody, and forgets its settings; who was removed stays so while their tokens last. */
  delete(name: string): void {
    const record = this.#record(name);
    this.#registry.records.delete(record);
    this.#registry.opened(name)?.close('room-closed');
  }

  peers(name: string): PeerInfo[] {
    this.#record(name);
    const room = this.#registry.opened(name);
    return room ? [...room.members.values()].map(peer => peerInfo(room, peer)) : [];
  }

  peer(name: string, peerId: string): PeerInfo {
    const { room, peer } = this.#inside(name, peerId);
    return peerInfo(room, peer);
  }

  /** The engine is asked; throws `unavailable` when the media of the peer are lost. */
  async media(name: string, peerId: string): Promise<MediaReport> {
    return mediaReportOf(this.#inside(name, peerId).peer);
  }

  async mute(name: string, peerId: string, source: Source, force: boolean): Promise<void> {
    const { room } = this.#inside(name, peerId);
    const published = Object.values(room.state.peers[peerId]?.producers ?? {});
    const producer = published.find(each => each.source === source);
    if (!producer) throw new RequestError('not-found', 'source');
    await room.moderation.mute(producer.producerId, force, null);
  }

  changeGrant(name: string, peerId: string, change: GrantChange): PeerInfo {
    const { room, peer } = this.#inside(name, peerId);
    room.moderation.changeGrant(peerId, change, null);
    return peerInfo(room, peer);
  }

  remove(name: string, peerId: string): void {
    this.#inside(name, peerId).room.moderation.remove(peerId, null);
  }

  /** `receivers`: how many take part in messages and are sent it. */
  async sendData(name: string, { data, to, channel }: ServerMessage): Promise<{ receivers: number }> {
    this.#record(name);
    const room = this.#registry.opened(name);
    return { receivers: room ? await room.messages.announce(channel, data, to) : 0 };
  }

  #record(name: string): RoomRecord {
    const { records } = this.#registry;
    const record = records.get(name);
    if (!record || !records.isThere(record)) throw new RequestError('not-found', 'room');
    return record;
  }

  #inside(name: string, peerId: string): { room: Room; peer: Peer } {
    this.#record(name);
    const room = this.#registry.opened(name);
    const peer = room?.members.get(peerId);
    if (!room || !peer) throw new RequestError('not-found', 'peerId');
    return { room, peer };
  }

  #infoOf({ name, created, settings, lobby }: RoomRecord): RoomInfo {
    const room = this.#registry.opened(name);
    return {
      room: name,
      roomId: room?.roomId ?? null,
      created,
      openedAt: room?.openedAt ?? null,
      peers: room?.members.size ?? 0,
      waiting: lobby.waiting.length,
      settings,
    };
  }
}

function peerInfo(room: Room, { peerId, name, visitor, grant, hidden, joinedAt }: Peer): PeerInfo {
  const { identity } = visitor;
  const unseen = { peerId, name, identity, grant, joinedAt, handRaisedAt: null, producers: {} };
  return { ...(room.state.peers[peerId] ?? unseen), hidden };
}
