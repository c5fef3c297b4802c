/**
 * What a room tells its application, by name and with its arguments. Types, and the list of names that belong to the room's log.
 */
import type { RoomEvent, RoomState } from '#protocol/room-state.ts';
import type { Quality, SignalParams } from '#protocol/signals.ts';
import type { MediaEvents } from './media-events.ts';
import type { MessageLost } from './message-lost.ts';
import type { SessionEnd } from './session-end.ts';

type EventType = RoomEvent['type'];

/** Each event of the room's log under its own name, with the state after it. */
type RoomLogEvents = {
  [T in EventType]: [event: Extract<RoomEvent, { type: T }>, state: RoomState];
};

// Forgetting one does not compile. A newer server may tell of others, whose names could be those of something else here.
const eventTypes: Record<EventType, true> = {
  peerJoined: true,
  peerLeft: true,
  producerAdded: true,
  producerRemoved: true,
  producerPaused: true,
  producerResumed: true,
  handRaised: true,
  handLowered: true,
  chatSent: true,
};

export function isKnownEvent(event: RoomEvent): boolean {
  return Object.hasOwn(eventTypes, event.type);
}

// What the media session tells is the application's to know, but for the end of a generation, which is the room's to handle.
export const forwarded = [
  'trackAdded',
  'trackRemoved',
  'layers',
  'path',
  'publishFailed',
  'message',
  'error',
] as const;
export type Forwarded = (typeof forwarded)[number];
export type ForwardedEvents = Pick<MediaEvents, Forwarded>;

/** What `Room.on` can be asked for. Each event of the room's log is told under `event` first and then under its own name. */
export interface RoomEvents extends RoomLogEvents, ForwardedEvents {
  /** Something happened in the room, whatever it was; `state` is the one after it. */
  event: [event: RoomEvent, state: RoomState];
  /** Who is heard and who has the floor, about three times a second while somebody speaks. */
  speakers: [speakers: SignalParams<'speakers'>];
  /** Somebody, perhaps yourself, shows something for a moment. */
  reaction: [reaction: SignalParams<'reaction'>];
  /** How good your own connection is, and what limits it, whenever that changes. It is good at first. */
  quality: [quality: Quality];
  /** Whose connection is not good, and why; whoever is not in the list has a good one. */
  qualities: [qualities: SignalParams<'qualities'>];
  /** Messages that were sent did not arrive, and why. */
  messageLost: [lost: MessageLost];
  /** The browser plays an attached element only after a click or key: call its `play()` from one. */
  playBlocked: [element: HTMLMediaElement];
  /** Once, and then nothing more. */
  ended: [end: SessionEnd];
}
