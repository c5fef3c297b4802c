/**
 * Through a TURN server (RFC 8656), by UDP, TCP or TLS. Media go by a channel, as browsers do, which is renewed for as long as the path is
 * open: with it the permission, and with both the allocation.
 */
import { isIP } from 'node:net';
import type { Endpoint } from '../../../../../server/lib/stun/attributes.ts';
import { type Allocation, allocate } from '../../../../../server/lib/stun/turn-client.ts';
import { parseTurnUrl } from '../../../../../server/lib/stun/turn-url.ts';
import type { IceServer } from '../../../../../server/protocol/rtp.ts';
import type { MediaWay } from '../../../../../server/protocol/words.ts';
import type { MediaPath, PathEvents } from './media-path.ts';

type TurnWay = Exclude<MediaWay, 'udp' | 'tcp'>;

const transports: Readonly<Record<TurnWay, string>> = {
  'turn-udp': 'udp',
  'turn-tcp': 'tcp',
  'turn-tls': 'tls',
};
/** A permission lives for 300 s (RFC 8656 section 9). */
const renewEvery = 120_000; // ms
const lifetime = 600; // s, of an allocation

/** Rejects with StunError, or when there is no such server. */
export async function openTurnPath(
  remote: Endpoint,
  servers: readonly IceServer[],
  way: TurnWay,
  events: PathEvents,
): Promise<MediaPath> {
  const relayFamily = isIP(remote.address) === 6 ? 6 : 4;
  const allocation = await allocate({ ...serverFor(servers, way), relayFamily });
  try {
    await allocation.bindChannel(remote);
  } catch (error) {
    allocation.abandon();
    throw error;
  }
  return pathThrough(allocation, remote, events);
}

function pathThrough(allocation: Allocation, remote: Endpoint, events: PathEvents): MediaPath {
  let open = true;
  const broken = (error: Error) => {
    if (open) events.onBroken(error.message);
    close(() => allocation.abandon());
  };
  const renewal = setInterval(() => {
    Promise.all([allocation.bindChannel(remote), allocation.refresh(lifetime)]).catch(broken);
  }, renewEvery);
  const close = (end: () => void) => {
    if (!open) return;
    open = false;
    clearInterval(renewal);
    end();
  };
  allocation.onData = (_peer, bytes) => events.onDatagram(bytes);
  allocation.onFailure = broken;
  return {
    remote,
    send(bytes) {
      if (open) allocation.sendByChannel(remote, bytes);
    },
    close: () => close(() => void allocation.close()),
  };
}

function serverFor(servers: readonly IceServer[], way: TurnWay) {
  for (const { urls, username, credential } of servers) {
    const url = urls.find(each => parseTurnUrl(each)?.transport === transports[way]);
    if (url) return { url, username, credential };
  }
  throw new Error(`the server names no TURN server by ${transports[way]}`);
}
