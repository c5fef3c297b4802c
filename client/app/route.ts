/**
 * What the address of the page asks for. `/r/<room>?name=Ann&join` joins at once, for automation.
 */
import { maxPeerName, maxRoomName, typedLine } from './typed-text.ts';

export type Route = { page: 'home' } | { page: 'room'; room: string; name: string; joinAtOnce: boolean };

export function routeOf({ pathname, search }: { pathname: string; search: string }): Route {
  const [, encoded] = /^\/r\/([^/]+)\/?$/.exec(pathname) ?? [];
  const room = encoded === undefined ? '' : typedLine(decoded(encoded), maxRoomName);
  if (room === '') return { page: 'home' };
  const query = new URLSearchParams(search);
  const name = typedLine(query.get('name') ?? '', maxPeerName);
  return { page: 'room', room, name, joinAtOnce: query.has('join') && name !== '' };
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
