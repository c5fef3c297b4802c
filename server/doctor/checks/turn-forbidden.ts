/**
 * Whether the TURN server can be used to reach what must not be reached by it: its own machine, its private network, a cloud's metadata
 * service. One URL of each host is asked: the others are the same server.
 */
import type { Endpoint } from '../../lib/stun/attributes.ts';
import { StunError } from '../../lib/stun/stun-error.ts';
import type { Allocation } from '../../lib/stun/turn-client.ts';
import { parseTurnUrl } from '../../lib/stun/turn-url.ts';
import type { Finding } from '../../protocol/doctor.ts';
import { reporterOf } from '../findings.ts';
import type { Opened } from '../patient.ts';
import { enter, type TurnServer } from './turn-access.ts';

const report = reporterOf('turn-forbidden');

interface Forbidden {
  /** Each is asked for unless it is the SFU's own; one of a range is enough. */
  readonly candidates: readonly string[];
  readonly family: 4 | 6;
  readonly range: string;
  readonly what: string;
}

const forbidden: readonly Forbidden[] = [
  { candidates: ['127.0.0.1', '127.0.0.2'], family: 4, range: '127.0.0.0-127.255.255.255', what: 'itself' },
  {
    candidates: ['169.254.169.254'],
    family: 4,
    range: '169.254.0.0-169.254.255.255',
    what: 'the metadata service of a cloud',
  },
  {
    candidates: ['10.0.0.1', '10.255.255.254'],
    family: 4,
    range: '10.0.0.0-10.255.255.255',
    what: 'private networks',
  },
  { candidates: ['::1'], family: 6, range: '::1', what: 'itself, by IPv6' },
  {
    candidates: ['::ffff:127.0.0.1'],
    family: 6,
    range: '::ffff:0:0-::ffff:ffff:ffff',
    what: 'itself, by IPv4 written as IPv6',
  },
];

export async function checkForbiddenPeers({ settings, doors: opening, ca }: Opened): Promise<Finding[]> {
  const { turn } = settings;
  if (!turn) return [];
  const doors = await opening.catch(() => []); // why is told by the media ports
  const own = new Set(doors.flatMap(({ offered }) => offered.map(({ address }: Endpoint) => address)));
  const hosts = Map.groupBy(turn.urls, url => parseTurnUrl(url)?.host ?? url);
  const found = [...hosts].map(([host, urls]) =>
    checkHost(
      host,
      urls.map(url => ({ url, secret: turn.secret, ca })),
      own,
    ),
  );
  return (await Promise.all(found)).flat();
}

/** By the first URL that lets us in: that the others do not is told by another check. */
async function checkHost(
  host: string,
  servers: readonly TurnServer[],
  own: ReadonlySet<string>,
): Promise<Finding[]> {
  for (const server of servers) {
    const v4 = await enter(server).catch(() => undefined);
    if (!v4) continue;
    const v6 = await enter(server, { relayFamily: 6 }).catch(() => undefined);
    try {
      const asked = forbidden.map(each => check(host, each.family === 4 ? v4 : v6, each, own));
      return (await Promise.all(asked)).filter(finding => finding !== undefined);
    } finally {
      await Promise.all([v4.close(), v6?.close()]);
    }
  }
  return [report.skipped(host, 'It does not let us in, so what it would relay to is not known.')];
}

/** Without a relay for its family, an address is out of reach. */
async function check(
  host: string,
  allocation: Allocation | undefined,
  { candidates, range, what }: Forbidden,
  own: ReadonlySet<string>,
): Promise<Finding | undefined> {
  const address = candidates.find(each => !own.has(each));
  if (!allocation || address === undefined) return undefined;
  const subject = `${host} to ${address}`;
  try {
    await allocation.permit(address);
  } catch (error) {
    const refuses = error instanceof StunError && error.failure === 'answer';
    if (refuses) return report.ok(subject, `It refuses to relay to ${what}.`);
    return report.warning(
      subject,
      `It did not say whether it relays to ${what}.`,
      'Run `npm run doctor` again.',
    );
  }
  return report.error(
    subject,
    `It relays to ${what}: everybody in a call could send there.`,
    `Add denied-peer-ip=${range} to turnserver.conf and start coturn again, or use coturn/turnserver.conf, which allows this server only.`,
  );
}
