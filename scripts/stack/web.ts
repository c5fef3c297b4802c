/** Page, headers, readiness, certificate and the way from HTTP, as a browser meets them. */
import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { aboutCertificate } from '../../server/doctor/checks/certificate.ts';
import { fetchCertificate } from '../../server/doctor/checks/served-certificate.ts';
import { askHealth } from '../../server/doctor/checks/web-requests.ts';
import { reasonOf, reporterOf } from '../../server/doctor/findings.ts';
import type { Finding } from '../../server/protocol/doctor.ts';

const timeout = 5_000; // ms

const expected: Readonly<Record<string, RegExp>> = {
  'content-security-policy': /default-src 'none'/,
  'x-content-type-options': /^nosniff$/,
  'referrer-policy': /^no-referrer$/,
  'permissions-policy': /camera=\(self\)/,
};

export async function checkWeb(origin: string, ca: string | undefined): Promise<Finding[]> {
  const checks = [page(origin), ready(origin), clientAddress(origin)];
  if (origin.startsWith('https:')) checks.push(certificate(origin, ca), redirect(origin));
  return (await Promise.all(checks)).flat();
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** Redirects are not followed, and any certificate is taken: it is a check of its own. */
async function ask(url: URL): Promise<Answer> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  const request = send(url, {
    rejectUnauthorized: false,
    agent: false,
    signal: AbortSignal.timeout(timeout),
  });
  request.end();
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.destroy();
  return { status: response.statusCode ?? 0, headers: response.headers };
}

async function page(origin: string): Promise<Finding[]> {
  const report = reporterOf('page');
  const remedy = 'Look at what the proxies and the server say (docker compose ps, docker compose logs).';
  try {
    const { status, headers } = await ask(new URL('/', origin));
    if (status !== 200 || !headers['content-type']?.startsWith('text/html'))
      return [report.error(origin, `Not the page is answered, but ${status}.`, remedy)];
    return [report.ok(origin, 'The page is there.'), ...securityHeaders(origin, headers)];
  } catch (error) {
    return [report.error(origin, `Nothing answers: ${reasonOf(error)}.`, remedy)];
  }
}

function securityHeaders(origin: string, headers: IncomingHttpHeaders): Finding[] {
  const wanted = origin.startsWith('https:')
    ? { ...expected, 'strict-transport-security': /max-age=\d{7}/ }
    : expected;
  const missing = Object.keys(wanted).filter(name => !wanted[name]?.test(String(headers[name] ?? '')));
  const report = reporterOf('headers');
  if (missing.length === 0) return [report.ok(origin, 'The headers that protect the page are there.')];
  const remedy = 'The server sends them: have the proxy pass them on as they are.';
  return [
    report.error(
      origin,
      `Headers that protect the page are missing, or changed: ${missing.join(', ')}.`,
      remedy,
    ),
  ];
}

async function ready(origin: string): Promise<Finding[]> {
  const report = reporterOf('ready');
  const remedy = 'Look at what the server says (docker compose logs plenum).';
  try {
    const { status } = await ask(new URL('/readyz', origin));
    if (status === 200) return [report.ok(origin, 'It can open rooms.')];
    return [report.error(origin, `It cannot open rooms now (${status}).`, remedy)];
  } catch {
    return []; // told by the page
  }
}

/** Whether limits for each address are for each address: behind a proxy that says nothing, all would share one. */
async function clientAddress(origin: string): Promise<Finding[]> {
  const report = reporterOf('client-address');
  const health = await askHealth(origin).catch(() => undefined);
  const remedy = 'Set TRUSTED_PROXIES to the address of the proxy.';
  switch (health?.forwarded) {
    case 'believed':
      return [report.ok(origin, 'The server believes the proxy that says who asks.')];
    case 'ignored':
      return [
        report.error(origin, 'The server does not believe the proxy: everybody has its address.', remedy),
      ];
    case 'none':
      return [report.skipped(origin, 'No proxy says who asks; without one, all is well.')];
    default:
      return [];
  }
}

async function certificate(origin: string, ca: string | undefined): Promise<Finding[]> {
  const report = reporterOf('certificate');
  const { hostname, port } = new URL(origin);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const renewal =
    "It is Caddy's to get one: docker compose logs caddy. Its name must stand for this machine.";
  try {
    const served = await fetchCertificate(host, Number(port || 443), ca);
    return aboutCertificate(report, { ...served, subject: origin, hosts: [host], selfMade: false, renewal });
  } catch (error) {
    return [report.error(origin, `None was served: ${reasonOf(error)}.`, renewal)];
  }
}

async function redirect(origin: string): Promise<Finding[]> {
  const report = reporterOf('redirect');
  const { host, hostname, port } = new URL(origin);
  if (port !== '') return [];
  const from = `http://${host}`;
  try {
    const { status, headers } = await ask(new URL('/', from));
    const there = headers.location?.startsWith(`https://${hostname}`);
    if (status >= 300 && status < 400 && there) return [report.ok(from, 'It leads to HTTPS.')];
    return [
      report.warning(from, `It does not lead to HTTPS, but answers ${status}.`, 'Leave port 80 to Caddy.'),
    ];
  } catch (error) {
    const remedy = 'Publish port 80, and allow it in firewalls.';
    return [report.warning(from, `Nothing answers there: ${reasonOf(error)}.`, remedy)];
  }
}
