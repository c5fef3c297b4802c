/** Whether each TURN URL works with the credentials that the server hands out, reaches the media ports, and nothing else. */
import { aboutCertificate } from '../../server/doctor/checks/certificate.ts';
import { fetchCertificate } from '../../server/doctor/checks/served-certificate.ts';
import { clauseOf } from '../../server/doctor/checks/stun-remedy.ts';
import { reasonOf, reporterOf } from '../../server/doctor/findings.ts';
import { bindingThrough } from '../../server/lib/stun/binding.ts';
import { StunError } from '../../server/lib/stun/stun-error.ts';
import { type Allocation, allocate } from '../../server/lib/stun/turn-client.ts';
import { parseTurnUrl } from '../../server/lib/stun/turn-url.ts';
import type { Finding } from '../../server/protocol/doctor.ts';
import type { Probe } from './probe.ts';

const report = reporterOf('turn');
const timeout = 4_000; // ms
const forbidden = ['127.0.0.1', '169.254.169.254', '10.0.0.1'];
const coturn = 'Look at what coturn says (docker compose logs coturn).';

export async function checkTurn(
  { transport, iceServers }: Probe,
  ca: string | undefined,
): Promise<Finding[]> {
  const entries = iceServers.flatMap(({ urls, username = '', credential = '' }) =>
    [urls].flat().map(url => ({ url, username, credential })),
  );
  if (entries.length === 0) return [report.skipped('TURN', 'The server names no TURN server (TURN_URLS).')];
  const found = entries.map(entry => checkUrl(entry, transport, ca));
  return (await Promise.all(found)).flat();
}

interface Entry {
  readonly url: string;
  readonly username: string;
  readonly credential: string;
}

async function checkUrl(
  entry: Entry,
  transport: Probe['transport'],
  ca: string | undefined,
): Promise<Finding[]> {
  const { url } = entry;
  const certificate = await checkCertificate(url, ca);
  let allocation: Allocation;
  try {
    allocation = await allocate({ ...entry, timeout, trustAny: true });
  } catch (error) {
    const remedy = `Publish its port, allow it in firewalls, and have its name stand for this machine. ${coturn}`;
    return [...certificate, report.error(url, `TURN here ${clauseOf(error)}.`, remedy)];
  }
  try {
    return [...certificate, await reach(url, allocation, transport), ...(await refuse(url, allocation))];
  } finally {
    await allocation.close();
  }
}

async function checkCertificate(url: string, ca: string | undefined): Promise<Finding[]> {
  const target = parseTurnUrl(url);
  if (target?.transport !== 'tls') return [];
  try {
    const served = await fetchCertificate(target.host, target.port, ca);
    const renewal = `It is Caddy's to get one: docker compose logs caddy. ${coturn}`;
    return aboutCertificate(reporterOf('certificate'), {
      ...served,
      subject: url,
      hosts: [target.host],
      selfMade: false,
      renewal,
    });
  } catch (error) {
    return [reporterOf('certificate').skipped(url, `None was served: ${reasonOf(error)}.`)];
  }
}

/** Some address of the media port can be reached through the relay: often not the one that is reached without. */
async function reach(url: string, allocation: Allocation, transport: Probe['transport']): Promise<Finding> {
  const { iceCandidates, iceParameters: ice } = transport;
  for (const peer of iceCandidates.filter(({ protocol }) => protocol === 'udp')) {
    try {
      await allocation.permit(peer.address);
      const { roundTripMs } = await bindingThrough(allocation, peer, { timeout, ice });
      return report.ok(url, `It relays to ${peer.address}:${peer.port}, in ${roundTripMs.toFixed(1)} ms.`);
    } catch {
      // perhaps another one
    }
  }
  const remedy =
    'Have SFU_ADDRESSES of coturn name the address by which it reaches the media ports, and set ANNOUNCE_INTERNAL=yes where that is an inner one.';
  return report.error(url, 'It allocates, but reaches no media port.', remedy);
}

async function refuse(url: string, allocation: Allocation): Promise<Finding[]> {
  const found: Finding[] = [];
  for (const address of forbidden) {
    const refused = await allocation.permit(address).then(
      () => false,
      (error: unknown) => error instanceof StunError && error.code === 403,
    );
    const subject = `${url} to ${address}`;
    if (refused) found.push(report.ok(subject, 'It refuses to relay there.'));
    else
      found.push(
        report.error(subject, 'It relays to where no media port is.', 'Use coturn/turnserver.conf.'),
      );
  }
  return found;
}
