/**
 * Whether each TURN URL does what a browser needs of it: allocates with real credentials, refuses wrong ones, and carries a STUN check to a
 * media port and its answer back.
 */
import { isIPv6 } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { StunError } from '../../lib/stun/stun-error.ts';
import { type Allocation, isOpenRelay } from '../../lib/stun/turn-client.ts';
import type { Finding } from '../../protocol/doctor.ts';
import { reporterOf } from '../findings.ts';
import type { MediaDoor, MediaEndpoint, Opened } from '../patient.ts';
import { relayTargets, written } from './own-addresses.ts';
import { enter, type TurnAccess, type TurnServer, timeout } from './turn-access.ts';
import { unjudged } from './turn-inside.ts';
import { refusal } from './turn-refusal.ts';
import { relayToAny } from './turn-through.ts';

const report = reporterOf('turn-relay');
const betweenTries = 1_000; // ms

/** What came of one URL. */
interface Look {
  readonly url: string;
  /** Why it gave no allocation. */
  readonly failure?: unknown;
  readonly findings: readonly Finding[];
}

export async function checkRelays(patient: Opened): Promise<Finding[]> {
  const { turn } = patient.settings;
  if (!turn) return [];
  const [door] = await patient.doors.catch(() => []); // why is told by the media ports
  const looks = await Promise.all(
    turn.urls.map(url => lookAt({ url, secret: turn.secret, ca: patient.ca }, door)),
  );
  const admitting = looks.filter(({ failure }) => failure === undefined).map(({ url }) => url);
  const told = looks.map(async ({ url, failure, findings }) => {
    const instead = await unjudged(report, { url, failure, admitting }, patient);
    return instead ? [instead] : findings;
  });
  return (await Promise.all(told)).flat();
}

async function lookAt(server: TurnServer, door: MediaDoor | undefined): Promise<Look> {
  const { url } = server;
  const [targets = [], ...others] = door ? relayTargets(door) : [];
  let allocation: Allocation;
  try {
    allocation = await enterPatiently(server, accessFor(targets));
  } catch (error) {
    return { url, failure: error, findings: [await refusal(report, server, error)] };
  }
  try {
    const [first, forStrangers] = await Promise.all([
      door && targets.length > 0
        ? relayToAny(report, server, allocation, { door, targets })
        : noMediaPort(server, allocation),
      strangers(server),
    ]);
    return { url, findings: [await orOtherFamily(first, server, { door, others }), ...forStrangers] };
  } finally {
    await allocation.close();
  }
}

/** Browsers try every address that they are told, and one that works is enough. */
async function orOtherFamily(
  first: Finding,
  server: TurnServer,
  { door, others }: { door: MediaDoor | undefined; others: readonly MediaEndpoint[][] },
): Promise<Finding> {
  const [targets] = others;
  if (first.status === 'ok' || !door || !targets) return first;
  const allocation = await enter(server, accessFor(targets)).catch(() => undefined);
  if (!allocation) return first;
  try {
    const found = await relayToAny(report, server, allocation, { door, targets });
    return found.status === 'ok' ? found : first;
  } finally {
    await allocation.close();
  }
}

/** A relay of the family of the media ports; where that is the usual one, by whatever the server does for who asks for none. */
function accessFor(targets: readonly MediaEndpoint[]): TurnAccess {
  return targets.some(({ address }) => isIPv6(address)) ? { relayFamily: 6 } : {};
}

/** A coturn that was not started by coturn/start.sh knows nobody for a moment: several threads of it make its database at once. */
async function enterPatiently(server: TurnServer, access: TurnAccess): Promise<Allocation> {
  try {
    return await enter(server, access);
  } catch (error) {
    if (!(error instanceof StunError) || error.code !== 401) throw error;
    await delay(betweenTries);
    return enter(server, access);
  }
}

function noMediaPort({ url }: TurnServer, { relayedAddress }: Allocation): Finding {
  return report.ok(url, `It allocates (${written(relayedAddress)}). There is no media port to relay to.`);
}

/** Whoever relays for anybody is soon found, and used against others. */
async function strangers(server: TurnServer): Promise<Finding[]> {
  const { url, ca } = server;
  const open = await isOpenRelay({ url, timeout, trustAny: true, ...(ca !== undefined && { ca }) }).catch(
    () => false,
  );
  if (open || (await takesWrongOnes(server))) {
    return [
      report.error(
        url,
        open
          ? 'It is an open relay: it allocates for everybody, without credentials.'
          : 'It is an open relay: it takes credentials that were made with another secret.',
        'Take no-auth out of turnserver.conf and set use-auth-secret and static-auth-secret; best start it by coturn/start.sh.',
      ),
    ];
  }
  return [report.ok(url, 'It refuses those who have no credentials, or wrong ones.')];
}

async function takesWrongOnes(server: TurnServer): Promise<boolean> {
  const allocation = await enter(server, { wrong: true }).catch(() => undefined);
  await allocation?.close();
  return allocation !== undefined;
}
