/** The certificates of this server and of what stands beside it: the files, and what is really served. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { parseTurnUrl } from '../../lib/stun/turn-url.ts';
import type { Finding } from '../../protocol/doctor.ts';
import { reasonOf, reporterOf } from '../findings.ts';
import type { Opened } from '../patient.ts';
import { aboutCertificate } from './certificate.ts';
import { fetchCertificate } from './served-certificate.ts';

const report = reporterOf('certificate');

export async function checkCertificates(patient: Opened): Promise<Finding[]> {
  const { tls, publicUrl, turn } = patient.settings;
  const served: Promise<Finding[]>[] = [];
  if (tls.kind === 'files') served.push(aboutFiles(tls, publicUrl));
  if (publicUrl?.startsWith('https:')) served.push(aboutPublicUrl(publicUrl, patient));
  for (const url of turn?.urls ?? []) {
    const target = parseTurnUrl(url);
    if (target?.transport === 'tls')
      served.push(
        aboutServed({ subject: url, ...target, selfMade: false, renewal: turnRenewal }, patient.ca),
      );
  }
  return (await Promise.all(served)).flat();
}

const turnRenewal =
  'Give coturn a certificate of a known authority (TURN_CERT and TURN_KEY of coturn/start.sh), and renew it, for example by: certbot renew';
const renewal = 'Renew it, for example by: certbot renew';

async function aboutFiles(
  tls: { cert: string; key: string },
  publicUrl: string | undefined,
): Promise<Finding[]> {
  const { cert, key } = tls;
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(await readFile(cert));
  } catch (error) {
    const remedy = `Set TLS_CERT to a PEM file that this user can read (now: ${cert}).`;
    return [report.error(cert, `The certificate cannot be read: ${reasonOf(error)}.`, remedy)];
  }
  const hosts = publicUrl?.startsWith('https:') ? [new URL(publicUrl).hostname] : [];
  const facts = { subject: cert, certificate, hosts, distrust: undefined, selfMade: false, renewal };
  return [...aboutCertificate(report, facts), ...(await aboutKey(key, certificate))];
}

async function aboutKey(path: string, certificate: X509Certificate): Promise<Finding[]> {
  try {
    if (certificate.checkPrivateKey(createPrivateKey(await readFile(path)))) return [];
  } catch (error) {
    const remedy = `Set TLS_KEY to a PEM file, without a passphrase, that this user can read (now: ${path}).`;
    return [report.error(path, `The private key cannot be read: ${reasonOf(error)}.`, remedy)];
  }
  const remedy = 'Set TLS_CERT and TLS_KEY to files that were made together.';
  return [report.error(path, 'The private key is not that of the certificate.', remedy)];
}

async function aboutPublicUrl(publicUrl: string, { settings, ca }: Opened): Promise<Finding[]> {
  const { hostname, port } = new URL(publicUrl);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const selfMade = settings.tls.kind === 'self-signed';
  return aboutServed({ subject: publicUrl, host, port: Number(port || 443), selfMade, renewal }, ca);
}

interface Served {
  readonly subject: string;
  readonly host: string;
  readonly port: number;
  readonly selfMade: boolean;
  readonly renewal: string;
}

/** That nothing answers there is told by the check of the URL itself. */
async function aboutServed(served: Served, ca: string | undefined): Promise<Finding[]> {
  const { subject, host, port } = served;
  try {
    const { certificate, distrust } = await fetchCertificate(host, port, ca);
    const hosts = isIP(host) === 0 || served.selfMade ? [host] : [];
    return aboutCertificate(report, { ...served, certificate, distrust, hosts });
  } catch (error) {
    return [
      report.skipped(subject, `No certificate was served at ${host} port ${port}: ${reasonOf(error)}.`),
    ];
  }
}
