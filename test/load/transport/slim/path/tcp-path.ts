/** ICE over TCP (RFC 6544, RFC 4571): the server's passive candidate. */
import type { Endpoint } from '../../../../../server/lib/stun/attributes.ts';
import { openLink } from '../../../../../server/lib/stun/link.ts';
import type { MediaPath, PathEvents } from './media-path.ts';

const deadline = 10_000; // ms

/** Rejects with StunError. */
export async function openTcpPath(remote: Endpoint, events: PathEvents): Promise<MediaPath> {
  const target = { transport: 'tcp', framing: 'ice', host: remote.address, port: remote.port } as const;
  const { send, close } = await openLink(target, deadline, {
    onMessage: events.onDatagram,
    onFailure: error => events.onBroken(error.message),
  });
  return { remote, send, close };
}
