/**
 * What the address of the page asks for. `/r/<room>?name=Ann&join` joins at once, for automation; `&codec=VP9` sends the camera
 * in another codec than VP8; `&microphone=off&camera=off` starts without them; `&theme=dark` (or `light`) looks so whatever the system;
 * `&relay` sends sound and pictures through a TURN server only, for finding out whether that works.
 * `/check` tries the connection; `?room=<room>` there is the way back.
 */
import { type VideoCodec, videoCodecs } from '../sdk/index.ts';
import { maxPeerName, maxRoomName, typedLine } from './typed-text.ts';

export interface RoomRoute {
  page: 'room';
  room: string;
  name: string;
  /** If there is a name, here or in the token. */
  joinAtOnce: boolean;
  videoCodec: VideoCodec;
  /** These stay off until they are switched on, whatever was on before. */
  startOff?: readonly ('microphone' | 'camera')[];
  theme?: 'light' | 'dark';
  relayOnly?: true;
}

interface CheckRoute {
  page: 'check';
  /** Where one came from. */
  room?: string;
}

export type Route = { page: 'home' } | CheckRoute | RoomRoute;

export function routeOf({ pathname, search }: { pathname: string; search: string }): Route {
  if (/^\/check\/?$/.test(pathname)) return checkRouteOf(new URLSearchParams(search));
  const [, encoded] = /^\/r\/([^/]+)\/?$/.exec(pathname) ?? [];
  const room = encoded === undefined ? '' : typedLine(decoded(encoded), maxRoomName);
  if (room === '') return { page: 'home' };
  const query = new URLSearchParams(search);
  const name = typedLine(query.get('name') ?? '', maxPeerName);
  const videoCodec = videoCodecs.find(codec => codec === query.get('codec')) ?? 'VP8';
  const startOff = (['microphone', 'camera'] as const).filter(device => query.get(device) === 'off');
  const theme = (['light', 'dark'] as const).find(theme => theme === query.get('theme'));
  return {
    page: 'room',
    room,
    name,
    joinAtOnce: query.has('join'),
    videoCodec,
    ...(startOff.length > 0 && { startOff }),
    ...(theme && { theme }),
    ...(query.has('relay') && { relayOnly: true }),
  };
}

function checkRouteOf(query: URLSearchParams): CheckRoute {
  const room = typedLine(query.get('room') ?? '', maxRoomName);
  return { page: 'check', ...(room && { room }) };
}

/** Where the connection is tried, and from there back into `room`. */
export function checkPathOf(room?: string): string {
  return room ? `/check?room=${encodeURIComponent(room)}` : '/check';
}

export function pathOf(room: string): string {
  return `/r/${encodeURIComponent(room)}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
