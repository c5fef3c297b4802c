/**
 * One visit to a room's page: before joining, on the way in, in the call, after it. The only place that joins.
 */
import { signal } from '@preact/signals';
import {
  type EndReason,
  type ErrorReason,
  type JoinOptions,
  RequestError,
  type Room,
  SessionEnded,
} from '../sdk/index.ts';
import { enter, type Wait } from './attempts.ts';
import { Call } from './call/call.ts';
import { forgetNotices } from './notices.ts';
import { closeMedia, openMedia } from './own-media.ts';
import { preferences, remember } from './preferences.ts';
import { wayAfter } from './refusals.ts';
import type { RoomRoute } from './route.ts';
import { socketUrl } from './socket-url.ts';
import { gridFor, tileGap } from './stage/grid-layout.ts';
import { text } from './strings/index.ts';
import { keepToken, nameIn, token } from './token.ts';

export type Visit =
  /** `problem`: what is wrong with the passcode that was given, if one is needed. */
  | { step: 'before'; problem?: Failure }
  | OnTheWay
  | { step: 'call'; call: Call; leave: () => void }
  | ({ step: 'after' } & Failure);

/**
 * `lobby`: a moderator is asked. `early`: the room is not open yet, `opens` then if that is known; it is tried again. `turnedAway`: the
 * server takes nobody for the moment, and it is tried again as well.
 */
export type OnTheWay =
  | { step: 'joining' | 'lobby'; cancel: () => void }
  | { step: 'turnedAway'; why: string; cancel: () => void }
  | { step: 'early'; opens: number | null; cancel: () => void };

interface Failure {
  why: string;
  /** The same as a word. */
  reason: string;
}

const maxRecentRooms = 5;

export const visit = signal<Visit>({ step: 'before' });

/** Whether somebody is in a call, or will be without doing anything more. */
export function isUnderWay({ step }: Visit): boolean {
  return step !== 'before' && step !== 'after';
}

/**
 * Opens the socket and the devices at the same time: neither waits for the other. Never rejects: what happens is in `visit`. The
 * passcode is kept nowhere.
 */
export async function join(route: RoomRoute, passcode = ''): Promise<void> {
  if (isUnderWay(visit.value)) return;
  forgetNotices();
  const abort = new AbortController();
  const cancel = () => abort.abort();
  // Who comes from the entrance has been told there what does not work.
  const media = openMedia(route, local => local.tellProblems());
  show({ step: 'joining', cancel });
  const expected = expectedTile();
  const name = nameIn(token.value) || route.name;
  const options: JoinOptions = {
    url: socketUrl(),
    room: route.room,
    ...(name && { name }),
    ...(passcode && { passcode }),
    interest: { audio: 'all', video: [], otherVideo: expected },
    data: false,
    ...(route.relayOnly && { iceTransportPolicy: 'relay' as const }),
    media: media.media,
    signal: abort.signal,
    onWaiting: () => show({ step: 'lobby', cancel }),
  };
  try {
    const room = await enter(options, abort.signal, wait => show(waiting(wait, cancel)));
    follow(room, route);
    show({ step: 'call', call: new Call(room, media, expected, name), leave: () => room.leave() });
  } catch (error) {
    if (abort.signal.aborted) show({ step: 'before' });
    else fail(failureOf(error));
  }
}

function waiting({ reason, opens }: Wait, cancel: () => void): OnTheWay {
  const { turnedAway } = text.entrance;
  if (reason === 'busy' || reason === 'draining')
    return { step: 'turnedAway', why: turnedAway[reason], cancel };
  return { step: 'early', opens, cancel };
}

function show(now: Visit): void {
  visit.value = now;
}

/** Throws when it has ended on the way here: then it tells nothing more. */
function follow(room: Room, route: RoomRoute): void {
  if (room.end) throw new SessionEnded(room.end);
  room.on('token', fresh => keepToken(route.room, fresh.token));
  room.on('ended', end => {
    closeMedia();
    visit.value = { step: 'after', ...failureOf(new SessionEnded(end)) };
  });
  rememberVisit(route.room, route.name);
}

/** Back to the entrance after a call. */
export function enterAgain(): void {
  if (visit.value.step === 'after') visit.value = { step: 'before' };
}

function rememberVisit(room: string, name: string): void {
  const { rooms = [] } = preferences.value;
  const visited = [room, ...rooms.filter(other => other !== room)].slice(0, maxRecentRooms);
  // A name that a token gave is not what this person is called elsewhere.
  remember({ ...(name && { name }), rooms: visited });
}

/** A passcode is asked for where the picture is; everything else has a screen of its own. */
function fail(failure: Failure): void {
  if (wayAfter(failure.reason) === 'passcode') {
    visit.value = { step: 'before', problem: failure };
    return;
  }
  closeMedia();
  visit.value = { step: 'after', ...failure };
}

function failureOf(error: unknown): Failure {
  if (error instanceof RequestError) {
    // One that was cut in two is no token at all for the server.
    const broken = error.reason === 'invalid-params' && error.field === 'token';
    return refusal(broken ? 'token-invalid' : error.reason, error.message);
  }
  if (!(error instanceof SessionEnded)) console.error(error);
  const reason = error instanceof SessionEnded ? error.end.reason : 'unsupported-browser';
  if (reason in text.end.reasons) return { why: text.end.reasons[reason as EndReason], reason };
  // Not let in again, after a seat was gone.
  return refusal(reason as ErrorReason, error instanceof SessionEnded ? error.message : '');
}

function refusal(reason: ErrorReason, sentence: string): Failure {
  return { why: text.entrance.refusals[reason] ?? `${text.refused} ${sentence}`, reason };
}

/** A guess at the size of a tile in device pixels, before there is one: as if four were in the room. */
function expectedTile(): { width: number; height: number } {
  const { tileWidth, tileHeight } = gridFor(4, innerWidth, innerHeight * 0.85, tileGap);
  const inDevicePixels = (length: number) => Math.round(length * devicePixelRatio);
  return { width: inDevicePixels(tileWidth), height: inDevicePixels(tileHeight) };
}
