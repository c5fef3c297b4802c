/** What is to be said of a certificate, wherever it came from. Pure. */
import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Finding } from '../../protocol/doctor.ts';
import type { Reporter } from '../findings.ts';

export interface CertificateFacts {
  /** A file, or a URL. */
  readonly subject: string;
  readonly certificate: X509Certificate;
  /** Names or addresses that it is used under. */
  readonly hosts: readonly string[];
  /** Why it is not trusted, as OpenSSL says it; undefined: it is, or that is not known. */
  readonly distrust: string | undefined;
  /** That nobody trusts it is known, and meant. */
  readonly selfMade: boolean;
  /** How to get another. */
  readonly renewal: string;
}

const day = 86_400_000; // ms
const warnBefore = 30 * day;
const failBefore = 7 * day;
/** About names and time there are findings of their own. */
const toldElsewhere = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'ERR_TLS_CERT_ALTNAME_INVALID']);

export function aboutCertificate(report: Reporter, facts: CertificateFacts, now = Date.now()): Finding[] {
  const found = [
    ...aboutTime(report, facts, now),
    ...aboutNames(report, facts),
    ...aboutTrust(report, facts),
  ];
  if (found.length > 0) return found;
  const until = facts.certificate.validToDate.toISOString().slice(0, 10);
  const names = facts.hosts.length > 0 ? `, and is for ${facts.hosts.join(', ')}` : '';
  const trust = facts.selfMade ? ' It is self-signed: browsers ask before they take it.' : '';
  return [report.ok(facts.subject, `The certificate is valid until ${until}${names}.${trust}`)];
}

function aboutTime(
  report: Reporter,
  { subject, certificate, renewal }: CertificateFacts,
  now: number,
): Finding[] {
  const until = certificate.validToDate.getTime();
  const from = certificate.validFromDate.getTime();
  const date = certificate.validToDate.toISOString().slice(0, 10);
  if (until <= now) return [report.error(subject, `The certificate expired on ${date}.`, renewal)];
  if (from > now + day) {
    const remedy = 'Set the clock of this machine right: timedatectl set-ntp true';
    return [
      report.error(
        subject,
        `The certificate is valid only from ${certificate.validFromDate.toISOString()} on.`,
        remedy,
      ),
    ];
  }
  const days = Math.floor((until - now) / day);
  if (until - now < failBefore)
    return [report.error(subject, `The certificate expires in ${days} days, on ${date}.`, renewal)];
  if (until - now < warnBefore)
    return [report.warning(subject, `The certificate expires in ${days} days, on ${date}.`, renewal)];
  return [];
}

function aboutNames(report: Reporter, { subject, certificate, hosts }: CertificateFacts): Finding[] {
  return hosts
    .filter(host => !covers(certificate, host))
    .map(host => {
      const names = certificate.subjectAltName ?? 'no name at all';
      const remedy = `Get a certificate with ${host} in it, or use one of its names in the settings.`;
      return report.error(subject, `The certificate is for ${names}, not for ${host}.`, remedy);
    });
}

function covers(certificate: X509Certificate, host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return (isIP(bare) === 0 ? certificate.checkHost(bare) : certificate.checkIP(bare)) !== undefined;
}

function aboutTrust(
  report: Reporter,
  { subject, certificate, distrust, selfMade, renewal }: CertificateFacts,
): Finding[] {
  if (distrust === undefined || selfMade || toldElsewhere.has(distrust)) return [];
  if (
    distrust === 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' ||
    distrust === 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' ||
    distrust === 'UNABLE_TO_GET_ISSUER_CERT'
  ) {
    const remedy =
      'Put the whole chain into the file, the certificate first: certbot calls it fullchain.pem.';
    return [
      report.error(
        subject,
        `Nobody can tell that ${oneLine(certificate.issuer)} may be trusted: certificates of the chain are missing, or it is an authority of your own.`,
        remedy,
      ),
    ];
  }
  if (distrust === 'DEPTH_ZERO_SELF_SIGNED_CERT' || distrust === 'SELF_SIGNED_CERT_IN_CHAIN') {
    return [
      report.error(
        subject,
        'The certificate is self-signed: browsers and TURN clients do not take it.',
        renewal,
      ),
    ];
  }
  return [report.error(subject, `The certificate is not trusted (${distrust}).`, renewal)];
}

function oneLine(name: string): string {
  return name.replaceAll('\n', ', ');
}
