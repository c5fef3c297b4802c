/**
 * Whether each TURN URL does what a browser needs of it: allocates with real credentials, refuses wrong ones, and carries a STUN check to a
 * media port and its answer back.
 */
import { isIPv6 } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { bindingThrough } from '../../lib/stun/binding.ts';
import { StunError } from '../../lib/stun/stun-error.ts';
import { type Allocation, isOpenRelay } from '../../lib/stun/turn-client.ts';
import { parseTurnUrl } from '../../lib/stun/turn-url.ts';
import type { Finding } from '../../protocol/doctor.ts';
import { reporterOf } from '../findings.ts';
import type { MediaDoor, MediaEndpoint, Opened } from '../patient.ts';
import { relayTargets, written } from './own-addresses.ts';
import { clauseOf } from './stun-remedy.ts';
import { enter, type TurnAccess, type TurnServer, timeout } from './turn-access.ts';

const report = reporterOf('turn-relay');
const betweenTries = 1_000; // ms
const aDay = 86_400; // seconds

export async function checkRelays({ settings, doors: opening, ca }: Opened): Promise<Finding[]> {
  const { turn } = settings;
  if (!turn) return [];
  const [door] = await opening.catch(() => []); // why is told by the media ports
  const found = turn.urls.map(url => checkRelay({ url, secret: turn.secret, ca }, door));
  return (await Promise.all(found)).flat();
}

async function checkRelay(server: TurnServer, door: MediaDoor | undefined): Promise<Finding[]> {
  const targets = door ? relayTargets(door) : [];
  const relayFamily = targets.some(({ address }) => isIPv6(address)) ? 6 : undefined;
  let allocation: Allocation;
  try {
    allocation = await enterPatiently(server, relayFamily ? { relayFamily } : {});
  } catch (error) {
    return [await refused(server, error)];
  }
  try {
    const through = door
      ? await relayToAny(server, allocation, { door, targets })
      : noMediaPort(server, allocation);
    return [through, ...(await strangers(server))];
  } finally {
    await allocation.close();
  }
}

/** A coturn that has just started may know nobody for a moment: its database is locked. */
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

/** Browsers try every address that they are told, and one that works is enough. */
async function relayToAny(
  server: TurnServer,
  allocation: Allocation,
  { door, targets }: { door: MediaDoor; targets: readonly MediaEndpoint[] },
): Promise<Finding> {
  let first: Finding | undefined;
  for (const target of targets) {
    const found = await relay(server, allocation, { door, target });
    if (found.status === 'ok') return found;
    first ??= found;
  }
  return first ?? noMediaPort(server, allocation);
}

async function relay(
  { url }: TurnServer,
  allocation: Allocation,
  { door, target }: { door: MediaDoor; target: MediaEndpoint },
): Promise<Finding> {
  const sfu = written(target);
  try {
    await allocation.permit(target.address);
  } catch (error) {
    const forbidden = error instanceof StunError && error.code === 403;
    return report.error(
      url,
      forbidden
        ? `It refuses to relay to this server at ${target.address}.`
        : `It allocates, but a permission for ${target.address} ${clauseOf(error)}.`,
      `Add ${target.address} to SFU_ADDRESSES of coturn/start.sh, or a line allowed-peer-ip=${target.address} to turnserver.conf, and start coturn again.`,
    );
  }
  try {
    const { roundTripMs } = await bindingThrough(allocation, target, { timeout, ice: door.ice });
    return report.ok(url, `It relays to the media port ${sfu} and back, in ${roundTripMs.toFixed(1)} ms.`);
  } catch {
    return report.error(
      url,
      `It allocates, but nothing comes back from the media port ${sfu} through it.`,
      `On the TURN server, allow UDP to ${sfu}, and on this machine UDP from ${allocation.relayedAddress.address}; where both stand behind one NAT, set ANNOUNCE_INTERNAL=yes and allow the inner address.`,
    );
  }
}

async function refused(server: TurnServer, error: unknown): Promise<Finding> {
  const { url } = server;
  if (!(error instanceof StunError))
    return report.error(url, `It ${clauseOf(error)}.`, remedyOf(url, undefined));
  if (error.code === 401) return unauthorized(server);
  return report.error(url, `The TURN server ${clauseOf(error)}.`, remedyOf(url, error));
}

/** Either it has another secret, or by its clock our credentials have expired: those of a day tell the two apart. */
async function unauthorized(server: TurnServer): Promise<Finding> {
  const { url } = server;
  const later = await enter(server, { seconds: 2 * aDay }).catch(() => undefined);
  if (later) {
    await later.close();
    return report.error(
      url,
      'It takes credentials that are valid for a day, but not those of a minute: its clock is ahead of this one.',
      'Set both clocks right: `timedatectl set-ntp true` on each of the two machines.',
    );
  }
  return report.error(
    url,
    'It refuses our credentials (401): it has another secret, or none, or its clock is wrong by days.',
    'Give coturn use-auth-secret and static-auth-secret=… with exactly the value of TURN_SECRET, start it again, and compare `date -u` on both machines.',
  );
}

function remedyOf(url: string, error: StunError | undefined): string {
  const { transport = 'udp', host = '', port = 0 } = parseTurnUrl(url) ?? {};
  const protocol = transport === 'udp' ? 'UDP' : 'TCP';
  if (error?.failure === 'name') return `Give ${host} an A or AAAA record, or correct TURN_URLS.`;
  if (error?.failure === 'refused')
    return `Start coturn, and have it listen at ${protocol} port ${port}, or correct TURN_URLS.`;
  if (error?.failure === 'tls' || error?.failure === 'malformed' || error?.failure === 'closed') {
    return `Have coturn speak ${transport === 'tls' ? `TLS at port ${port} (TURN_CERT and TURN_KEY of coturn/start.sh)` : `TURN at ${protocol} port ${port}`}, or correct TURN_URLS.`;
  }
  if (error?.code === 486)
    return 'Raise user-quota in turnserver.conf: the doctor takes two allocations at most for each URL.';
  if (error?.code === 508)
    return 'Raise total-quota, or the range from min-port to max-port, in turnserver.conf.';
  if (error?.failure === 'answer') return 'Look at the log of the TURN server for the reason.';
  return `Allow ${protocol} port ${port} to ${host} in the firewalls between, and see that coturn runs.`;
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
