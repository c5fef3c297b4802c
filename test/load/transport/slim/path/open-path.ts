/** Opens the way that was asked for to a candidate of the server; says so when the server offers none. */
import type { Endpoint } from '../../../../../server/lib/stun/attributes.ts';
import type { TransportOptions } from '../../transport.ts';
import type { MediaPath, PathEvents } from './media-path.ts';
import { openTcpPath } from './tcp-path.ts';
import { openTurnPath } from './turn-path.ts';
import { openUdpPath } from './udp-path.ts';

export type Way = Pick<TransportOptions, 'info' | 'iceServers' | 'way' | 'family'>;

/** Rejects with nothing left open. */
export function openPath(way: Way, events: PathEvents): Promise<MediaPath> {
  switch (way.way) {
    case 'udp':
      return openUdpPath(candidate(way, 'udp'), events);
    case 'tcp':
      return openTcpPath(candidate(way, 'tcp'), events);
    default:
      return openTurnPath(candidate(way, 'udp'), way.iceServers, way.way, events);
  }
}

function candidate({ info, family }: Way, protocol: 'udp' | 'tcp'): Endpoint {
  const found = info.iceCandidates.find(
    ({ address, ...offered }) =>
      offered.protocol === protocol && (family ?? familyOf(address)) === familyOf(address),
  );
  if (!found)
    throw new Error(`the server offers no candidate by ${[protocol, family].filter(Boolean).join(', ')}`);
  return found;
}

function familyOf(address: string): 'IPv4' | 'IPv6' {
  return address.includes(':') ? 'IPv6' : 'IPv4';
}
