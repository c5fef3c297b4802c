/**
 * The ways to the media ports that a check tries, and how a connection is held to one of them. Pure.
 */
import type { Result } from '#protocol/methods.ts';
import type { MediaWay } from '#protocol/words.ts';

export type OfferedProbe = Result<'probe'>;
type Candidate = OfferedProbe['transport']['iceCandidates'][number];

export interface Way {
  readonly way: MediaWay;
  /** Of the TURN server; null: the media port itself. */
  readonly url: string | null;
}

/** As many as a report can tell of. */
const maxWays = 16;

/** In the order in which a call prefers them. */
export function waysOf(iceServers: OfferedProbe['iceServers']): Way[] {
  const relays = iceServers.flatMap(({ urls }) => urls.map(url => ({ way: relayWay(url), url })));
  const order: MediaWay[] = ['turn-udp', 'turn-tcp', 'turn-tls'];
  relays.sort((one, other) => order.indexOf(one.way) - order.indexOf(other.way));
  const direct: Way[] = [
    { way: 'udp', url: null },
    { way: 'tcp', url: null },
  ];
  return [...direct, ...relays].slice(0, maxWays);
}

/** The browser's own words for it (RFC 7065). */
function relayWay(url: string): MediaWay {
  if (/^turns:/i.test(url)) return 'turn-tls';
  return /[?&]transport=tcp/i.test(url) ? 'turn-tcp' : 'turn-udp';
}

/** Undefined: the server does not offer it. */
export function heldTo(
  { way, url }: Way,
  { transport, iceServers }: OfferedProbe,
): { configuration: RTCConfiguration; candidates: Candidate[] } | undefined {
  // What a relay sends on, it sends by UDP.
  const protocol = way === 'tcp' ? 'tcp' : 'udp';
  const candidates = transport.iceCandidates.filter(candidate => candidate.protocol === protocol);
  if (candidates.length === 0) return undefined;
  if (url === null) return { configuration: {}, candidates };
  const servers = iceServers
    .filter(({ urls }) => urls.includes(url))
    .map(server => ({ ...server, urls: [url] }));
  return { configuration: { iceServers: servers, iceTransportPolicy: 'relay' }, candidates };
}
