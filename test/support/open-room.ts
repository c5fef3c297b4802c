/** A room on the fake engine, and peers in it whose sinks remember everything. */
import { onTestFinished } from 'vitest';
import type { Interest } from '#protocol/interest.ts';
import type { RtpCapabilities } from '#protocol/rtp.ts';
import type { TokenFacts, Visitor } from '../../server/auth/visitor.ts';
import { limits } from '../../server/limits.ts';
import { createLog, type Log } from '../../server/log.ts';
import { mediaCodecs } from '../../server/media/codecs.ts';
import type { EngineRouter } from '../../server/media/engine.ts';
import { RoomRouter } from '../../server/media/room-router.ts';
import type { JoinRequest } from '../../server/rooms/assemble-peer.ts';
import type { Peer } from '../../server/rooms/peer.ts';
import { Revocations } from '../../server/rooms/revocations.ts';
import { Room } from '../../server/rooms/room.ts';
import type { RoomObserver } from '../../server/rooms/room-observer.ts';
import { RoomRecord } from '../../server/rooms/room-record.ts';
import type { TransitionListener } from '../../server/rooms/transitions.ts';
import type { FakeConsumer } from '../fakes/consumer.ts';
import type { FakeRouter } from '../fakes/router.ts';
import { RecordingSink } from '../fakes/sink.ts';
import { FakeWorker } from '../fakes/worker.ts';
import { receivesAll } from './media.ts';
import { aGrant } from './room-state.ts';

export const silent: Log = createLog('silent');

/** Of a registry: there is capacity for whoever comes. */
export const unburdened = { nextWorker: () => undefined, requireCapacity: () => {} };

export const everything: Interest = { audio: 'all', video: [], otherVideo: { width: 320, height: 180 } };
export const nothing: Interest = { audio: [], video: [], otherVideo: null };

export interface Member {
  readonly peer: Peer;
  readonly sink: RecordingSink;
}

export interface Joining extends Partial<Omit<Visitor, 'name'>> {
  name?: string;
  interest?: Interest;
  rtpCapabilities?: RtpCapabilities;
  data?: boolean;
}

/** What a browser does on joining: its news arrives somewhere, and it starts what it was given. */
export async function enter(room: Room, joining: Joining = {}): Promise<Member> {
  const peer = await room.join(request(joining), stays);
  const sink = new RecordingSink();
  const { seq } = room.state;
  const first = peer.subscriptions.takeUntold();
  sink.added.push(...first);
  peer.attach(sink, room.since(seq) ?? []);
  return { peer, sink };
}

export function request({
  interest = everything,
  rtpCapabilities = receivesAll,
  data = false,
  ...visitor
}: Joining = {}) {
  const askedAt = performance.now();
  return { visitor: aVisitor(visitor), interest, rtpCapabilities, data, askedAt } satisfies JoinRequest;
}

/** Somebody without a token, who may do what anybody may. */
export function aVisitor(other: Partial<Visitor> = {}): Visitor {
  return {
    identity: null,
    name: 'Ann',
    grant: aGrant(),
    hidden: false,
    roomCreate: true,
    token: null,
    ...other,
  };
}

/** A token of these ids, its own first, that is good for ten minutes. */
export function aToken(ids: readonly string[], other: Partial<TokenFacts> = {}): TokenFacts {
  const lifetime = 600_000;
  const facts = { ids, expires: Date.now() + lifetime, lifetime, room: 'kitchen', name: null };
  return { ...facts, tokenGrant: {}, guest: false, ...other };
}

/** An applicant that does not go away. */
export const stays = new AbortController().signal;

export const unobserved: RoomObserver = { opened: () => {}, happened: () => {}, closed: () => {} };
export const untold: TransitionListener = () => {};

function aRecord({ selfGoverned = false, onLobby = () => {} } = {}): RoomRecord {
  const removed = new Revocations();
  return new RoomRecord({ name: 'kitchen', created: 'join', selfGoverned, removed, onLobby });
}

export interface OpenRoom {
  readonly worker: FakeWorker;
  readonly router: FakeRouter;
  readonly room: Room;
  readonly record: RoomRecord;
  /** How often the room said that it is closed. */
  readonly closes: () => number;
  /** The engine's living consumers of a peer. */
  consumersOf(member: Member): FakeConsumer[];
}

/** Where nothing else is asked for, a room whose worker dies finds no other. */
function noWorker(): FakeWorker {
  throw new Error('there is no other worker');
}

export async function openRoom({
  keepEmpty = 60_000,
  keepSeat = 30_000,
  log = silent,
  dataLimits = limits.data,
  producersPerPeer = limits.producersPerPeer,
  maxPeers = 100,
  selfGoverned = false,
  observer = unobserved,
  onTransition = untold,
  nextWorker = noWorker,
} = {}): Promise<OpenRoom> {
  const worker = new FakeWorker();
  const router = await worker.createRouter(mediaCodecs);
  const openRouter = (on: EngineRouter) =>
    RoomRouter.create(on, { listenInfos: [{ protocol: 'udp', ip: '127.0.0.1' }] });
  const roomRouter = await openRouter(router);
  let closes = 0;
  const record = aRecord({ selfGoverned, onLobby: () => room.moderation.tellLobby() });
  const room: Room = new Room({
    record,
    router: roomRouter,
    createRouter: async () => openRouter(await nextWorker().createRouter(mediaCodecs)),
    keepEmpty,
    keepSeat,
    limits: { ...limits, data: dataLimits, producersPerPeer },
    maxPeers,
    log,
    observer,
    onTransition,
    onVacated: () => {},
    onClosed: () => closes++,
  });
  onTestFinished(() => room.close('shutdown'));
  const consumersOf = ({ peer }: Member) =>
    [...router.transports]
      .filter(transport => transport.id === peer.media.recv.id)
      .flatMap(transport => [...transport.consumers]);
  return { worker, router, room, record, closes: () => closes, consumersOf };
}
