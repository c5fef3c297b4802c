/**
 * One visit to a room's page: before joining, joining, in the call, after it. The only place that joins.
 */
import { signal } from '@preact/signals';
import { RequestError, Room, SessionEnded } from '../sdk/index.ts';
import { Call } from './call/call.ts';
import { forgetNotices } from './notices.ts';
import { closeMedia, openMedia } from './own-media.ts';
import { preferences, remember } from './preferences.ts';
import type { RoomRoute } from './route.ts';
import { socketUrl } from './socket-url.ts';
import { gridFor, tileGap } from './stage/grid-layout.ts';
import { text } from './strings/index.ts';

export type Visit =
  | { step: 'before' }
  | { step: 'joining'; cancel: () => void }
  | { step: 'call'; call: Call; leave: () => void }
  /** `reason`: the same as a word. */
  | { step: 'after'; why: string; reason: string };

const maxRecentRooms = 5;

export const visit = signal<Visit>({ step: 'before' });

/** Opens the socket and the devices at the same time: neither waits for the other. Never rejects: what happens is in `visit`. */
export async function join(route: RoomRoute): Promise<void> {
  if (visit.value.step === 'joining' || visit.value.step === 'call') return;
  forgetNotices();
  const { room: roomName, name } = route;
  const abort = new AbortController();
  // Who comes from the entrance has been told there what does not work.
  const media = openMedia(route, local => local.tellProblems());
  visit.value = { step: 'joining', cancel: () => abort.abort() };
  const expected = expectedTile();
  try {
    const interest = { audio: 'all' as const, video: [], otherVideo: expected };
    const room = await Room.join({
      url: socketUrl(),
      room: roomName,
      name,
      interest,
      data: false,
      media: media.media,
      signal: abort.signal,
    });
    // It may have ended on the way here, and then tells nothing more.
    if (room.end) throw new SessionEnded(room.end);
    room.on('ended', end => {
      closeMedia();
      visit.value = { step: 'after', why: text.end.reasons[end.reason], reason: end.reason };
    });
    rememberVisit(roomName, name);
    visit.value = { step: 'call', call: new Call(room, media, expected), leave: () => room.leave() };
  } catch (error) {
    if (abort.signal.aborted) {
      visit.value = { step: 'before' };
      return;
    }
    closeMedia();
    visit.value = { step: 'after', ...failureOf(error) };
  }
}

/** Back to the entrance after a call. */
export function enterAgain(): void {
  if (visit.value.step === 'after') visit.value = { step: 'before' };
}

function rememberVisit(room: string, name: string): void {
  const { rooms = [] } = preferences.value;
  remember({ name, rooms: [room, ...rooms.filter(other => other !== room)].slice(0, maxRecentRooms) });
}

function failureOf(error: unknown): { why: string; reason: string } {
  if (error instanceof RequestError) {
    return { why: `${text.refused} ${error.message}`, reason: error.reason };
  }
  if (!(error instanceof SessionEnded)) console.error(error);
  const reason = error instanceof SessionEnded ? error.end.reason : 'unsupported-browser';
  return { why: text.end.reasons[reason], reason };
}

/** A guess at the size of a tile in device pixels, before there is one: as if four were in the room. */
function expectedTile(): { width: number; height: number } {
  const { tileWidth, tileHeight } = gridFor(4, innerWidth, innerHeight * 0.85, tileGap);
  const inDevicePixels = (length: number) => Math.round(length * devicePixelRatio);
  return { width: inDevicePixels(tileWidth), height: inDevicePixels(tileHeight) };
}
