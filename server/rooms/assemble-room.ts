/**
 * Builds the parts of a room and joins them to each other and to the room. Wiring only: what the parts do is in their files, who
 * comes in and what an end takes along is the room's affair.
 */
import type { Log } from '../log.ts';
import type { RoomRouter } from '../media/room-router.ts';
import type { RoomChange } from '../protocol/room-state.ts';
import type { Limits } from '../protocol/signals.ts';
import type { CloseReason } from '../protocol/words.ts';
import { Absences } from './absences.ts';
import { assemblePeer, type PeerHouse } from './assemble-peer.ts';
import { Entering, type EnteringOptions } from './entering.ts';
import { Floor } from './floor.ts';
import { Governance } from './governance.ts';
import { Lifetime } from './lifetime.ts';
import { Members } from './members.ts';
import { MessageBus } from './message-bus.ts';
import { Moderation } from './moderation.ts';
import type { Peer } from './peer.ts';
import { Publications } from './publications.ts';
import { Qualities } from './qualities.ts';
import { RoomLog } from './room-log.ts';
import { RoomMedia } from './room-media.ts';
import type { RoomObserver } from './room-observer.ts';
import type { RoomRecord } from './room-record.ts';
import { Showing } from './showing.ts';
import { Telling } from './telling.ts';
import type { TransitionListener } from './transitions.ts';

export interface RoomOptions {
  record: RoomRecord;
  /** The first that carries it. */
  router: RoomRouter;
  /** Opens another on a living worker. */
  createRouter: () => Promise<RoomRouter>;
  /** How long an empty room is kept, in milliseconds. */
  keepEmpty: number;
  /** How long the seat of a peer whose socket is lost is kept, in milliseconds. */
  keepSeat: number;
  /** What one peer may do. */
  limits: Limits;
  /** So many peers at most, those that nobody sees included. */
  maxPeers: number;
  log: Log;
  observer: RoomObserver;
  onTransition: TransitionListener;
  /** A peer has ended. */
  onVacated: (peer: Peer, reason: CloseReason) => void;
  onClosed: (reason: CloseReason | 'empty') => void;
}

/** The room itself, to its parts. */
export interface Self {
  readonly roomId: string;
  closed(): boolean;
  close(reason: CloseReason): void;
  /** Nobody has been inside for a while. */
  empty(): void;
  /** See `Entering`. */
  admit(peer: Peer): void;
  /** Somebody is on the way in, or no longer. */
  entering(): void;
  /** A socket has taken its seat, for the first time or again. */
  attached(peer: Peer): void;
  left(peer: Peer, reason: CloseReason): void;
}

export interface RoomParts {
  readonly members: Members;
  readonly publications: Publications;
  readonly telling: Telling;
  readonly qualities: Qualities;
  readonly absences: Absences;
  readonly events: RoomLog;
  readonly media: RoomMedia;
  readonly messages: MessageBus;
  readonly lifetime: Lifetime;
  readonly governance: Governance;
  readonly moderation: Moderation;
  readonly entering: Entering;
  /** Appends it to the log and tells it. */
  change(change: RoomChange): void;
}

/** Each is made of those before it. */
type Facts = Pick<RoomParts, 'members' | 'publications' | 'telling' | 'qualities' | 'change'>;
type Carried = Facts & Pick<RoomParts, 'media' | 'messages'>;

/** No time runs yet, and nothing has been told. */
export function assembleRoom(options: RoomOptions, self: Self): RoomParts {
  const { record, observer, keepEmpty, keepSeat, onTransition } = options;
  const members = new Members();
  const telling = new Telling({ room: record.name, roomId: self.roomId }, onTransition);
  const qualities = qualitiesOf(members, telling);
  const events = new RoomLog(record.name, record.settings);
  const change = (what: RoomChange) => {
    const event = events.append(what);
    observer.happened(self.roomId, event);
    members.tell(event);
  };
  const facts: Facts = { members, publications: new Publications(), telling, qualities, change };
  const media = mediaOf(facts, options, self);
  const carried: Carried = { ...facts, media, messages: new MessageBus(() => media.router.data) };
  const absences = new Absences({ keepSeat, qualities, telling });
  const lifetime = new Lifetime({
    keepEmpty,
    onEmpty: () => self.empty(),
    onOver: () => self.close('room-closed'),
  });
  const leading = leadingOf(facts, lifetime, options);
  const house = houseOf(carried, events, options, self);
  const entering = enteringOf(carried, { house, absences }, options, self);
  return { ...carried, ...leading, events, absences, lifetime, entering };
}

function qualitiesOf(members: Members, telling: Telling): Qualities {
  return new Qualities({
    tell: params => members.signal('qualities', params),
    onChanged: (peerId, quality) => {
      const peer = members.get(peerId);
      if (peer) telling.ofPeer(peer, { type: 'qualityChanged', ...quality });
    },
  });
}

/** Those inside are told, and go on as soon as there is another worker to carry the room. */
function mediaOf({ members, publications, telling }: Facts, options: RoomOptions, self: Self): RoomMedia {
  const { router, createRouter, log } = options;
  const floor = new Floor(publications);
  return new RoomMedia({
    router,
    createRouter,
    log,
    onSpeakers: report => members.signal('speakers', floor.after(report)),
    onLost: () => {
      telling.ofRoom({ type: 'mediaLost' });
      for (const peer of members.values()) peer.tellMediaLost();
    },
    onRenewed: took => {
      telling.ofRoom({ type: 'mediaRenewed', took });
      for (const peer of members.values()) void peer.renewMedia();
    },
    onGivenUp: () => self.close('media-lost'),
  });
}

/** Who leads decides who may moderate, and a moderator who gives the role away who leads. */
function leadingOf(
  { members, publications, change }: Facts,
  lifetime: Lifetime,
  { record, log }: RoomOptions,
): Pick<RoomParts, 'governance' | 'moderation'> {
  const governance = new Governance({
    record,
    members,
    promote: peer => moderation.setGrant(peer, { ...peer.grant, moderator: true }, null),
  });
  const moderation: Moderation = new Moderation({
    record,
    log,
    members,
    publications,
    change,
    settingsChanged: ({ expires }) => lifetime.setEnd(expires),
    ensureModerator: () => governance.ensureModerator(),
  });
  return { governance, moderation };
}

/** What of this room the parts of its peers work with. */
function houseOf(carried: Carried, events: RoomLog, { limits, log }: RoomOptions, self: Self): PeerHouse {
  const { members, change } = carried;
  const showing = new Showing({ ...carried, log, closed: () => self.closed() });
  return {
    ...carried,
    limits,
    log,
    isInside: peerId => members.get(peerId) !== undefined,
    state: () => events.state,
    change,
    signal: (name, params) => members.signal(name, params),
    shown: publication => showing.shown(publication),
    interrupted: publication => showing.interrupted(publication),
    carriedOn: publication => showing.carriedOn(publication),
    hidden: publication => showing.hidden(publication),
  };
}

function enteringOf(
  { members, media }: Carried,
  { house, absences }: { house: PeerHouse; absences: Absences },
  { record, maxPeers }: RoomOptions,
  self: Self,
): Entering {
  const assemble: EnteringOptions['assemble'] = (request, first) => {
    const peer: Peer = assemblePeer(house, request, record.grantOf(request.visitor), first, {
      attached: () => self.attached(peer),
      suspended: reason => absences.begin(peer, reason),
      away: away => absences.notice(peer, away),
      closed: reason => self.left(peer, reason),
    });
    return peer;
  };
  return new Entering({
    record,
    members,
    media,
    maxPeers,
    closed: () => self.closed(),
    assemble,
    admit: peer => self.admit(peer),
    onChanged: () => self.entering(),
  });
}
