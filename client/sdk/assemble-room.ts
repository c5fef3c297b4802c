/**
 * Builds the parts of a room on an open session and joins them: what the server and the media tell goes to the parts that it concerns
 * and to the application, and the end of the session ends them all. Wiring only: what the parts do is in their files.
 */
import type { IceServer } from '#protocol/rtp.ts';
import { Attachments, findShown } from './attachments.ts';
import { DeclaredInterest } from './declared-interest.ts';
import { OwnEntrance } from './entrance.ts';
import { followEvent } from './follow-event.ts';
import { ForcedChanges } from './forced-changes.ts';
import { IncomingSignals } from './incoming-signals.ts';
import type { JoinOptions } from './join-options.ts';
import { type OpenSession, reachable, reachableMedia, reachableOnly } from './joining.ts';
import type { LastingConnection } from './lasting-connection.ts';
import { LocalMedia } from './local-media.ts';
import { MediaSession } from './media-session.ts';
import { lostByServer, lostOnTheWay } from './message-lost.ts';
import { Moderation } from './moderation.ts';
import { OutgoingMessages } from './outgoing-messages.ts';
import {
  type Forwarded,
  type ForwardedEvents,
  forwarded,
  type RoomEvents,
  type Tell,
} from './room-events.ts';
import { RoomReplica } from './room-replica.ts';
import { Standing } from './standing.ts';
import { takeRejoined } from './take-rejoined.ts';
import { takeResumed } from './take-resumed.ts';

export interface RoomParts {
  readonly connection: LastingConnection;
  readonly incoming: IncomingSignals;
  readonly media: MediaSession;
  readonly replica: RoomReplica;
  readonly standing: Standing;
  readonly entrance: OwnEntrance;
  readonly moderation: Moderation;
  readonly forced: ForcedChanges;
  readonly interest: DeclaredInterest;
  readonly messages: OutgoingMessages;
  readonly local: LocalMedia;
  readonly attachments: Attachments;
}

/** Nothing is told before `incoming` is released. */
export function assembleRoom(session: OpenSession, options: JoinOptions, tell: Tell): RoomParts {
  const { connection, device, hello } = session;
  const { media: handedIn, token, iceTransportPolicy } = options;
  const media = new MediaSession(device, connection, iceTransportPolicy);
  const replica = new RoomReplica();
  const standing = new Standing(token, tell);
  const interest = interestOf(connection, options.interest, tell);
  const before = {
    connection,
    media,
    incoming: new IncomingSignals(connection),
    replica,
    standing,
    entrance: new OwnEntrance(session, options, standing, () => interest.current),
    moderation: new Moderation(connection),
    forced: new ForcedChanges(replica, media, tell),
    interest,
    messages: new OutgoingMessages(hello.limits.data, (...message) => media.sendMessage(...message)),
    local: handedIn ?? new LocalMedia(),
  };
  const parts: RoomParts = { ...before, attachments: attachmentsOf(before, tell) };
  for (const name of forwarded) forward(media, name, tell);
  followServer(parts, tell);
  const useIceServers = (iceServers: IceServer[]) => media.useIceServers(reachable(iceServers, options));
  parts.incoming.follow('mediaRenewed', renewed => media.begin(reachableMedia(renewed, options)));
  parts.incoming.follow('iceServers', ({ iceServers }) => useIceServers(iceServers));
  connection.on('resumed', resumed => {
    useIceServers(resumed.iceServers);
    takeResumed(resumed, parts, tell);
  });
  connection.on('rejoined', joined => takeRejoined(reachableOnly(joined, options), parts, tell));
  connection.on('waiting', () => {
    if (connection.state === 'reconnecting') tell('waiting');
  });
  connection.on('state', (...state) => tell('connection', ...state));
  media.on('lost', () => connection.close('media-lost'));
  connection.on('ended', end => {
    parts.attachments.stop();
    media.close();
    if (!handedIn) parts.local.stop();
    tell('ended', end);
  });
  return parts;
}

function interestOf(
  connection: LastingConnection,
  given: JoinOptions['interest'],
  tell: Tell,
): DeclaredInterest {
  return new DeclaredInterest(
    given,
    interest => connection.request('setInterest', { interest }),
    error => {
      if (!connection.end) tell('error', error);
    },
  );
}

function attachmentsOf(parts: Omit<RoomParts, 'attachments'>, tell: Tell): Attachments {
  const { connection, interest, local, media } = parts;
  const attachments = new Attachments({
    find: (peerId, source) => findShown(parts, peerId, source),
    managesInterest: () => !interest.isByApplication,
    declare: seen => interest.declareByElements(seen),
    blocked: element => tell('playBlocked', element),
  });
  const changed = () => attachments.changed();
  media.on('trackAdded', changed);
  media.on('trackRemoved', changed);
  // These devices may outlive the room.
  connection.on('ended', local.on('changed', changed));
  return attachments;
}

function forward<K extends Forwarded>(media: MediaSession, name: K, tell: Tell): void {
  media.on(name, (...args: ForwardedEvents[K]) => tell(name, ...(args as RoomEvents[K])));
}

function followServer(parts: RoomParts, tell: Tell): void {
  const { attachments, incoming, media, standing } = parts;
  incoming.follow('event', event => followEvent(event, parts, tell));
  incoming.follow('speakers', speakers => {
    attachments.setDominant(speakers.dominant);
    tell('speakers', speakers);
  });
  incoming.follow('reaction', reaction => tell('reaction', reaction));
  incoming.follow('qualities', qualities => tell('qualities', qualities));
  incoming.follow('messagesRefused', params => tell('messageLost', lostByServer(params)));
  incoming.follow('messagesLost', params => tell('messageLost', lostOnTheWay(params)));
  incoming.follow('grant', ({ grant }) => standing.changeGrant(grant));
  incoming.follow('draining', draining => tell('draining', draining));
  incoming.follow('lobby', ({ waiting }) => standing.changeLobby(waiting));
  incoming.follow('token', fresh => standing.refreshToken(fresh));
  incoming.follow('muteAsked', ({ producerId, by }) => {
    const source = media.sourceOf(producerId);
    if (source) tell('muteAsked', { producerId, source, by });
  });
  incoming.follow('mediaLost', ({ generation }) => media.lost(generation));
  incoming.follow('consumersAdded', params => media.consumersAdded(params));
  incoming.follow('consumersRemoved', params => media.consumersRemoved(params));
  incoming.follow('layersWanted', params => media.layersWanted(params));
  incoming.follow('consumerLayers', params => media.consumerLayers(params));
}
