/**
 * What becomes of a room when its peer comes back on another socket: the state catches up, and what is received. What others did to
 * one's own sources meanwhile counts more than what one asked for without knowing it.
 */
import type { MethodName, Result } from '#protocol/methods.ts';
import type { RoomEvent, RoomState } from '#protocol/room-state.ts';
import type { RoomParts } from './assemble-room.ts';
import { followEvent } from './follow-event.ts';
import { type Forced, forcedBetween } from './forced-between.ts';
import type { Tell } from './room-events.ts';

export function takeResumed(resumed: Result<'resume'>, parts: RoomParts, tell: Tell): void {
  const { connection, media, replica, standing } = parts;
  const forced = forcedBy(resumed.events, replica.peerId);
  connection.withdraw((method, params) => forced.some(change => isOvertaken(method, params, change)));
  for (const event of resumed.events) followEvent(event, parts, tell);
  if (resumed.state) replace(resumed.state, parts, tell);
  if (JSON.stringify(resumed.grant) !== JSON.stringify(standing.grant)) standing.changeGrant(resumed.grant);
  media.resumed(resumed.media);
}

/** Too much was missed to be told one by one: only what was done to one's own sources can still be seen. */
function replace(state: RoomState, { attachments, forced, media, replica }: RoomParts, tell: Tell): void {
  const before = replica.state;
  replica.replace(state);
  attachments.changed();
  tell('state', state);
  for (const change of forcedBetween(before, state, replica.peerId)) {
    if (!media.isPauseUnsettled(change.producerId)) forced.take(change);
  }
}

/** What others did to sources of `self`. */
function forcedBy(events: readonly RoomEvent[], self: string): Forced[] {
  return events.filter(isMuteOrEnd).filter(({ peerId, by }) => peerId === self && by !== undefined);
}

function isMuteOrEnd(event: RoomEvent): event is Forced {
  return event.type === 'producerPaused' || event.type === 'producerRemoved';
}

const ofRemoved: ReadonlySet<MethodName> = new Set([
  'publish',
  'unpublish',
  'pauseProducer',
  'resumeProducer',
]);

/** Asked for before it was known: an un-mute of what a moderator has muted, anything with what was ended. */
function isOvertaken(method: MethodName, params: unknown, { type, producerId }: Forced): boolean {
  const isAbout = (params as { producerId?: unknown }).producerId === producerId;
  return isAbout && (type === 'producerPaused' ? method === 'resumeProducer' : ofRemoved.has(method));
}
