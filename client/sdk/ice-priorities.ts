/**
 * Lets every search for a path win over those before it. A browser that restarts ICE keeps a pair that is dead, for seconds, while one
 * that works has a lower priority, as TCP has beside UDP. Knows browsers' candidates and descriptions, no signalling.
 */
import type { Transport } from 'mediasoup-client/types';

/**
 * All candidates of the server get the number of the search as their priority. That is less than any of the browser's own, so of two
 * pairs the one of the later search counts more, and in one search the browser's own order holds: UDP, TCP, relays.
 */
export function rankBySearch(sdp: string, search: number): string {
  return sdp.replace(/^(a=candidate:\S+ \d+ \S+ )\d+/gm, `$1${search}`);
}

/** From before the first description on. Does nothing where mediasoup-client keeps its connection otherwise than it did. */
export function preferLaterSearches({ handler }: Transport): void {
  const connection = '_pc' in handler ? handler._pc : undefined;
  if (!isConnection(connection)) return;
  const credentials = new Set<string>();
  const describe = connection.setRemoteDescription.bind(connection);
  connection.setRemoteDescription = ({ type, sdp = '' }: RTCSessionDescriptionInit) => {
    credentials.add(/^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1] ?? '');
    return describe({ type, sdp: rankBySearch(sdp, credentials.size) });
  };
}

/** It may be one of another frame, whose class is another. */
function isConnection(found: unknown): found is RTCPeerConnection {
  return typeof found === 'object' && found !== null && 'setRemoteDescription' in found;
}
