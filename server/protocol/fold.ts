/**
 * The fold that makes a room's state from its events: run by the server and by the browser, so that both always agree.
 * Pure; free of TypeBox (types only), so that the browser does not carry it.
 */

import type { RoomSettings } from './room-settings.ts';
import type { ChatMessage, PeerState, ProducerState, RoomEvent, RoomState } from './room-state.ts';
import { maxChatLength, maxChatMessages, sources } from './words.ts';

/** How a room is set that nobody has set otherwise: open to all, for everything. */
export const usualSettings: RoomSettings = {
  title: null,
  locked: false,
  passcode: false,
  lobby: false,
  maxPeers: null,
  canPublish: [...sources],
  chat: true,
  notBefore: null,
  expires: null,
};

/** The state of a room in which nothing has happened yet. */
export function emptyRoom(room: string, settings = usualSettings): RoomState {
  return { seq: 0, room, settings, peers: {}, chat: [] };
}

/**
 * The state after `event`. Returns `state` itself for an event it contains already (`seq` not above its own), so replaying is safe.
 * Throws when an event is missing in between: the caller has lost messages and needs a new snapshot.
 * An event about a peer or producer that is not there changes nothing but `seq`.
 */
export function applyEvent(state: RoomState, event: RoomEvent): RoomState {
  if (event.seq <= state.seq) return state;
  if (event.seq !== state.seq + 1) throw new Error(`event ${event.seq} follows event ${state.seq}`);
  return {
    ...state,
    seq: event.seq,
    settings: event.type === 'settingsChanged' ? event.settings : state.settings,
    peers: peersAfter(state.peers, event),
    chat: chatAfter(state, event),
  };
}

type Peers = RoomState['peers'];

function peersAfter(peers: Peers, event: RoomEvent): Peers {
  switch (event.type) {
    case 'peerJoined':
      return { ...peers, [event.peer.peerId]: event.peer };
    case 'peerLeft':
      return without(peers, event.peerId);
    case 'producerAdded':
      return changePeer(peers, event.peerId, peer => ({
        ...peer,
        producers: { ...peer.producers, [event.producer.producerId]: event.producer },
      }));
    case 'producerRemoved':
      return changePeer(peers, event.peerId, peer => ({
        ...peer,
        producers: without(peer.producers, event.producerId),
      }));
    case 'producerPaused':
      return changeProducer(peers, event.peerId, event.producerId, { paused: true });
    case 'producerResumed':
      return changeProducer(peers, event.peerId, event.producerId, { paused: false });
    case 'handRaised':
      return changePeer(peers, event.peerId, peer => ({ ...peer, handRaisedAt: event.at }));
    case 'handLowered':
      return changePeer(peers, event.peerId, peer => ({ ...peer, handRaisedAt: null }));
    case 'grantChanged':
      return changePeer(peers, event.peerId, peer => ({ ...peer, grant: event.grant }));
    case 'settingsChanged':
    case 'chatSent':
      return peers;
    default:
      // A newer server may tell of things that this fold does not know: they change nothing it shows.
      event satisfies never;
      return peers;
  }
}

/** With the new message at the end, and without the oldest where it would be too much. */
function chatAfter({ chat, peers }: RoomState, event: RoomEvent): ChatMessage[] {
  const sender = event.type === 'chatSent' ? peers[event.peerId] : undefined;
  if (event.type !== 'chatSent' || !sender) return chat;
  const { messageId, peerId, text, at } = event;
  const after = [...chat, { messageId, peerId, name: sender.name, text, at }];
  let length = after.reduce((sum, message) => sum + message.text.length, 0);
  let oldest = 0;
  for (; length > maxChatLength || after.length - oldest > maxChatMessages; oldest += 1) {
    length -= after[oldest]?.text.length ?? 0;
  }
  return after.slice(oldest);
}

function changePeer(peers: Peers, peerId: string, change: (peer: PeerState) => PeerState): Peers {
  const peer = peers[peerId];
  return peer ? { ...peers, [peerId]: change(peer) } : peers;
}

function changeProducer(
  peers: Peers,
  peerId: string,
  producerId: string,
  change: Partial<ProducerState>,
): Peers {
  return changePeer(peers, peerId, peer => {
    const producer = peer.producers[producerId];
    if (!producer) return peer;
    return { ...peer, producers: { ...peer.producers, [producerId]: { ...producer, ...change } } };
  });
}

function without<T>(record: Record<string, T>, key: string): Record<string, T> {
  const { [key]: _gone, ...rest } = record;
  return rest;
}
