/** Whether an allocation reaches a media port: the last part of what a browser needs of a TURN server. */
import { bindingThrough } from '../../lib/stun/binding.ts';
import { StunError } from '../../lib/stun/stun-error.ts';
import type { Allocation } from '../../lib/stun/turn-client.ts';
import type { Finding } from '../../protocol/doctor.ts';
import type { Reporter } from '../findings.ts';
import type { MediaDoor, MediaEndpoint } from '../patient.ts';
import { written } from './own-addresses.ts';
import { clauseOf } from './stun-remedy.ts';
import type { TurnServer } from './turn-access.ts';

const longest = 3_000; // ms for one target
const patience = 4_500; // ms for all of them

interface Reach {
  readonly door: MediaDoor;
  /** Of one family; at least one. */
  readonly targets: readonly MediaEndpoint[];
}

/**
 * Asks every one until one answers. Of failures it tells the one that came farthest: a relay that is let through to the inner address only
 * refuses the outer one on purpose.
 */
export async function relayToAny(
  report: Reporter,
  server: TurnServer,
  allocation: Allocation,
  { door, targets }: Reach,
): Promise<Finding> {
  const { url } = server;
  const permits = await Promise.allSettled(targets.map(({ address }) => allocation.permit(address)));
  const permitted = targets.filter((_, index) => permits[index]?.status === 'fulfilled');
  const timeout = Math.min(longest, patience / Math.max(1, permitted.length));
  for (const target of permitted) {
    const answer = await bindingThrough(allocation, target, { timeout, ice: door.ice }).catch(
      () => undefined,
    );
    if (answer)
      return report.ok(
        url,
        `It relays to the media port ${written(target)} and back, in ${answer.roundTripMs.toFixed(1)} ms.`,
      );
  }
  if (permitted.length > 0) return nothingBack(report, url, allocation, permitted);
  const refusals = permits.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  return notPermitted(report, url, targets, refusals[0]?.reason);
}

function nothingBack(
  report: Reporter,
  url: string,
  { relayedAddress }: Allocation,
  permitted: readonly MediaEndpoint[],
): Finding {
  const sfu = permitted.map(written).join(', ');
  return report.error(
    url,
    `It allocates, but nothing comes back from the media port ${sfu} through it.`,
    `On the TURN server, allow UDP to ${sfu}, and on this machine UDP from ${relayedAddress.address}; where both stand behind one NAT, set ANNOUNCE_INTERNAL=yes and allow the inner address.`,
  );
}

function notPermitted(
  report: Reporter,
  url: string,
  targets: readonly MediaEndpoint[],
  reason: unknown,
): Finding {
  const addresses = targets.map(({ address }) => address);
  const forbidden = reason instanceof StunError && reason.code === 403;
  const list = addresses.join(', ');
  return report.error(
    url,
    forbidden
      ? `It refuses to relay to this server at ${list}.`
      : `It allocates, but a permission for ${list} ${clauseOf(reason)}.`,
    `Add ${addresses[0]} to SFU_ADDRESSES of coturn/start.sh, or a line allowed-peer-ip=${addresses[0]} to turnserver.conf, and start coturn again.`,
  );
}
