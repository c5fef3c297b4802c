/**
 * Whether PUBLIC_URL leads to this server: page, socket, and the addresses of those who come through a proxy. Asks nothing but this
 * address.
 */

import { isLocalHost, isLoopbackHost } from '../../lib/addresses.ts';
import type { Finding } from '../../protocol/doctor.ts';
import { reasonOf, reporterOf } from '../findings.ts';
import type { Opened } from '../patient.ts';
import { fromOutside, isForHostOnly } from './inside-container.ts';
import { askHealth, type Health, openSocket } from './web-requests.ts';

const report = reporterOf('public-url');

export async function checkPublicUrl(patient: Opened): Promise<Finding[]> {
  const { settings, instance } = patient;
  const { publicUrl } = settings;
  if (publicUrl === undefined)
    return [report.skipped('PUBLIC_URL', 'It is not set: people may come by any address.')];
  const found = aboutScheme(publicUrl);
  if (instance === undefined) {
    return [...found, report.skipped(publicUrl, 'The server does not run, so nothing can answer there.')];
  }
  let health: Health;
  try {
    health = await askHealth(publicUrl, patient.ca);
  } catch (error) {
    return [...found, unreachable(publicUrl, error, patient)];
  }
  if (health.instance !== instance) return [...found, another(publicUrl, health, patient)];
  return [
    ...found,
    report.ok(publicUrl, 'It leads to this server.'),
    await socket(patient, publicUrl),
    ...forwarded(publicUrl, health, patient),
  ];
}

function aboutScheme(publicUrl: string): Finding[] {
  const { protocol, hostname } = new URL(publicUrl);
  if (protocol === 'https:' || isLoopbackHost(hostname)) return [];
  const remedy = isLocalHost(hostname)
    ? 'Set TLS=self-signed, and PUBLIC_URL to the same with https.'
    : 'Serve it by HTTPS: `docker compose up` brings a proxy that gets a certificate, or set TLS_CERT and TLS_KEY; then write https in PUBLIC_URL.';
  return [
    report.error(
      publicUrl,
      'Browsers give no microphone and no camera to a page that comes by plain HTTP.',
      remedy,
    ),
  ];
}

function unreachable(publicUrl: string, error: unknown, patient: Opened): Finding {
  const { settings, machine, web } = patient;
  if (machine.inContainer && isLoopbackHost(new URL(publicUrl).hostname)) {
    const sentence = `This name means this container in here, and its host for those outside, so it cannot be judged (${reasonOf(error)}).`;
    const remedy = `Try it on the host: ${fromOutside(settings)}.`;
    return isForHostOnly(patient)
      ? report.skipped(publicUrl, `${sentence} ${remedy}`)
      : report.warning(publicUrl, sentence, remedy);
  }
  return report.error(
    publicUrl,
    `From here nothing answers at this address: ${reasonOf(error)}.`,
    `Have its name stand for this machine or its proxy, open the port in firewalls, and have the proxy pass everything on to port ${web.port}. If it works from outside, this network does not send back what comes from inside: give the name the inner address here (/etc/hosts).`,
  );
}

function another(publicUrl: string, { status, instance }: Health, { web }: Opened): Finding {
  const who =
    instance === undefined ? `something else answers (status ${status})` : 'another Plenum server answers';
  const remedy = `Have the proxy pass everything at ${publicUrl} on to port ${web.port} of this machine, or correct PUBLIC_URL.`;
  return report.error(publicUrl, `At this address ${who}, not this server.`, remedy);
}

async function socket({ ca }: Opened, publicUrl: string): Promise<Finding> {
  const subject = `${publicUrl.replace(/^http/, 'ws')}/ws`;
  try {
    await openSocket(publicUrl, ca);
    return report.ok(subject, 'WebSockets pass.');
  } catch (error) {
    return report.error(
      subject,
      `The page comes through, but no WebSocket does: ${reasonOf(error)}.`,
      'Have the proxy pass on upgrades. nginx: proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; proxy_set_header Host $host;',
    );
  }
}

/** What stands between is known by the header that it adds. */
function forwarded(publicUrl: string, { forwarded: state }: Health, { settings }: Opened): Finding[] {
  if (state === 'ignored') {
    return [
      report.error(
        publicUrl,
        'Requests come through a proxy that is not trusted: everybody seems to come from its address, and shares its limits.',
        'Set TRUSTED_PROXIES to the address of the proxy: loopback where it runs on this machine, uniquelocal where it is in a network of containers.',
      ),
    ];
  }
  if (state === 'none' && settings.tls.kind === 'off' && publicUrl.startsWith('https:')) {
    return [
      report.warning(
        publicUrl,
        'The proxy does not say who asks: everybody seems to come from its address, and shares its limits.',
        'Have the proxy add X-Forwarded-For. nginx: proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
      ),
    ];
  }
  return [];
}
