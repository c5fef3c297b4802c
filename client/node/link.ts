/** Links to rooms, for people. */
import { pathSegment } from './path-segment.ts';

export interface LinkWish {
  /** Where people reach the Plenum server: `https://meet.example.org`. */
  url: string;
  room: string;
  token?: string;
}

/** The token stands behind the `#`, which browsers send to no server, so that it is in no log. */
export function linkTo({ url, room, token }: LinkWish): string {
  const link = new URL(url);
  link.pathname = `${link.pathname.replace(/\/+$/, '')}/r/${pathSegment(room)}`;
  link.search = '';
  link.hash = token === undefined ? '' : `token=${token}`;
  return link.href;
}
