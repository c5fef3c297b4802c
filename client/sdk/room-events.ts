/**
 * What a room tells its application, by name and with its arguments. Types, and the list of names that belong to the room's log.
 */
import type { Grant } from '#protocol/grant.ts';
import type { RoomEvent, RoomState } from '#protocol/room-state.ts';
import type { Quality, SignalParams, Waiting } from '#protocol/signals.ts';
import type { Source } from '#protocol/words.ts';
import type { ConnectionState } from './lasting-connection.ts';
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
  grantChanged: true,
  settingsChanged: true,
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

interface ForcedChange {
  source: Source;
  by: string | null;
}

/** Under which peer id one is in the room from now on, and was before. */
export interface Rejoined {
  peerId: string;
  previousPeerId: string;
}

/** What `Room.on` can be asked for. Each event of the room's log is told under `event` first and then under its own name. */
export interface RoomEvents extends RoomLogEvents, ForwardedEvents {
  /** Something happened in the room, whatever it was; `state` is the one after it. */
  event: [event: RoomEvent, state: RoomState];
  /** The whole state is another, without events: too many were missed while the connection was lost, or see `rejoined`. */
  state: [state: RoomState];
  /**
   * Your seat was gone, or the server is another: you have joined anew by yourself, under another peer id. What you publish goes on, muted as
   * it was; everything else is as the room says now, in the `state` that follows. Tracks of the others come anew.
   */
  rejoined: [self: Rejoined];
  /** To be let in again after that, you wait in the lobby: told again and again, until `connection` is `connected`, or it ends. */
  waiting: [];
  /**
   * Whether there is a connection to the server, and why there is none: after `shutdown` there will be one soon. Sound and pictures have a way
   * of their own (`path`).
   */
  connection: [state: ConnectionState, lost?: SessionEnd];
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
  /** What you may do has changed. */
  grant: [grant: Grant];
  /** Who waits to be let in, longest first; for moderators, whenever that changes. */
  lobby: [waiting: readonly Waiting[]];
  /** The token to join with from now on, and when it expires. */
  token: [fresh: SignalParams<'token'>];
  /** A moderator asks you to mute something. Nothing has changed: that is yours to do. `by`: peer id; `null`: the HTTP API. */
  muteAsked: [asked: SignalParams<'muteAsked'> & { source: Source }];
  /** Something of yours was muted, by a moderator (peer id), or by the HTTP API or the server (`null`). You may un-mute it. */
  mutedBy: [muted: ForcedChange];
  /** Something of yours was stopped, and is no longer published. */
  stoppedBy: [stopped: ForcedChange];
  /** The server is about to be restarted: it waits `seconds` more for calls to end, or (`null`) until they have. */
  draining: [draining: SignalParams<'draining'>];
  /** Once, and then nothing more. */
  ended: [end: SessionEnd];
}

/** Tells the application. */
export type Tell = <K extends keyof RoomEvents>(name: K, ...args: RoomEvents[K]) => void;
