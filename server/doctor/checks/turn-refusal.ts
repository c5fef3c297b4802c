/** Why a TURN server gave no allocation, and what to do about it. */
import { StunError } from '../../lib/stun/stun-error.ts';
import { parseTurnUrl } from '../../lib/stun/turn-url.ts';
import type { Finding } from '../../protocol/doctor.ts';
import type { Reporter } from '../findings.ts';
import { clauseOf } from './stun-remedy.ts';
import { enter, type TurnServer } from './turn-access.ts';

const aDay = 86_400; // seconds

export async function refusal(report: Reporter, server: TurnServer, error: unknown): Promise<Finding> {
  const { url } = server;
  if (!(error instanceof StunError))
    return report.error(url, `It ${clauseOf(error)}.`, remedyOf(url, undefined));
  if (error.code === 401) return unauthorized(report, server);
  return report.error(url, `The TURN server ${clauseOf(error)}.`, remedyOf(url, error));
}

/** Either it has another secret, or by its clock our credentials have expired: those of a day tell the two apart. */
async function unauthorized(report: Reporter, server: TurnServer): Promise<Finding> {
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
