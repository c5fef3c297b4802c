/**
 * What of the room's events a screen reader says: a sentence, or nothing. `state` is the one before the event.
 */
import type { RoomEvent, RoomState } from '../../sdk/index.ts';
import { text } from '../strings/index.ts';

export interface Listener {
  ownId: string;
  /** The chat is in sight, and says by itself what is new in it. */
  readsChat: boolean;
}

export function newsOf(
  event: RoomEvent,
  { peers }: RoomState,
  { ownId, readsChat }: Listener,
): string | undefined {
  const nameOf = (peerId: string) => peers[peerId]?.name ?? text.someone;
  switch (event.type) {
    case 'peerJoined':
      return text.joined(event.peer.name);
    case 'peerLeft':
      return text.left(nameOf(event.peerId));
    case 'producerAdded':
      if (event.producer.source !== 'screen') return undefined;
      return event.peerId === ownId ? text.youShare : text.sharing(nameOf(event.peerId));
    case 'handRaised':
      return event.peerId === ownId
        ? text.controlBar.youRaised
        : text.controlBar.raised(nameOf(event.peerId));
    case 'handLowered':
      return event.peerId === ownId
        ? text.controlBar.youLowered
        : text.controlBar.lowered(nameOf(event.peerId));
    case 'chatSent':
      return event.peerId === ownId || readsChat
        ? undefined
        : text.chat.news(nameOf(event.peerId), shortened(event.text));
    default:
      return undefined;
  }
}

const longest = 120; // characters: who wants to hear all of it opens the chat

function shortened(message: string): string {
  const line = message.replace(/\s+/g, ' ');
  return line.length <= longest ? line : `${line.slice(0, longest).toWellFormed()}…`;
}
