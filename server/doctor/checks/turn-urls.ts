/** Whether the list of TURN URLs helps those whom it is for. Asks nobody. */
import { isIP } from 'node:net';
import { isLocalHost } from '../../lib/addresses.ts';
import { parseTurnUrl } from '../../lib/stun/turn-url.ts';
import type { Finding } from '../../protocol/doctor.ts';
import { reporterOf } from '../findings.ts';
import type { Opened } from '../patient.ts';
import { isForInternet } from './own-addresses.ts';

const report = reporterOf('turn-url');
const subject = 'TURN_URLS';

export async function checkTurnUrls({ settings }: Opened): Promise<Finding[]> {
  const { turn } = settings;
  const forInternet = isForInternet(settings);
  if (!turn) return [forInternet ? none() : report.skipped(subject, 'There is no TURN server.')];
  const found = turn.urls.flatMap(url => aboutUrl(url, forInternet));
  if (forInternet) found.push(...aboutAll(turn.urls));
  return found.length > 0
    ? found
    : [report.ok(subject, 'The URLs are of the kinds that hard networks need.')];
}

function none(): Finding {
  return report.warning(
    subject,
    'There is no TURN server: people in networks that pass nothing but TCP 443 will be in a room and get no media.',
    'Run `docker compose up` with the shipped docker-compose.yml, or start coturn by coturn/start.sh, and set TURN_URLS and TURN_SECRET.',
  );
}

function aboutUrl(url: string, forInternet: boolean): Finding[] {
  const target = parseTurnUrl(url);
  if (!target) {
    const remedy = 'Write turns:HOST:443?transport=tcp instead.';
    return [report.error(url, 'Browsers do not speak TURN over DTLS.', remedy)];
  }
  const { transport, host } = target;
  const found: Finding[] = [];
  if (transport === 'tls' && isIP(host) !== 0) {
    found.push(
      report.warning(
        url,
        'Certificates are made for names: browsers refuse TLS to an IP address.',
        'Write the name of the TURN server in this URL.',
      ),
    );
  }
  if (forInternet && isLocalHost(host)) {
    found.push(
      report.error(
        url,
        'People on the Internet cannot reach this host: it is of a local network.',
        'Write the public name of the TURN server in this URL.',
      ),
    );
  }
  return found;
}

function aboutAll(urls: readonly string[]): Finding[] {
  const targets = urls.map(parseTurnUrl).filter(target => target !== undefined);
  const secured = targets.filter(({ transport }) => transport === 'tls');
  const name = targets[0]?.host ?? 'HOST';
  const remedy = `Add turns:${name}:443?transport=tcp to TURN_URLS, and let what stands at port 443 pass it on by its name (haproxy/ shows how).`;
  if (secured.length === 0) {
    return [
      report.warning(
        subject,
        'No URL is over TLS: offices that inspect what passes let nothing else through.',
        remedy,
      ),
    ];
  }
  if (secured.every(({ port }) => port !== 443)) {
    return [
      report.warning(subject, 'No URL is at port 443: networks that pass nothing else stay shut.', remedy),
    ];
  }
  return [];
}
