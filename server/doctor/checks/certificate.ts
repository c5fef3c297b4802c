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

const hour = 3_600_000; // ms
const day = 24 * hour;
/** About names and time there are findings of their own. */
const toldElsewhere = new Set(['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'ERR_TLS_CERT_ALTNAME_INVALID']);

export function aboutCertificate(report: Reporter, facts: CertificateFacts, now = Date.now()): Finding[] {
  const found = [
    ...aboutTime(report, facts, now),
    ...aboutNames(report, facts),
    ...aboutTrust(report, facts),
  ];
  if (found.length > 0) return found;
  const until = dateOf(facts.certificate, now);
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
  const date = dateOf(certificate, now);
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
  const left = until - now;
  const { warnBelow, failBelow } = thresholds(certificate);
  if (left >= warnBelow) return [];
  const sentence = `The certificate expires in ${inWords(left)}, on ${date}.`;
  return [report[left < failBelow ? 'error' : 'warning'](subject, sentence, renewal)];
}

/**
 * In ms before its end. An authority that issues for days or hours counts on a program that renews it in time, usually with a third of
 * its life left (Caddy's own: 12 hours; Let's Encrypt, where asked: 6 days). Nothing renews what somebody has signed with its own key.
 */
function thresholds(certificate: X509Certificate): { warnBelow: number; failBelow: number } {
  const byHand = certificate.checkIssued(certificate);
  const life = byHand
    ? Number.POSITIVE_INFINITY
    : certificate.validToDate.getTime() - certificate.validFromDate.getTime();
  return { warnBelow: Math.min(30 * day, life / 3), failBelow: Math.min(7 * day, life / 10) };
}

function inWords(left: number): string {
  return left < 2 * day ? `${Math.floor(left / hour)} hours` : `${Math.floor(left / day)} days`;
}

/** With the time of day, where it ends soon. */
function dateOf({ validToDate }: X509Certificate, now: number): string {
  const text = validToDate.toISOString();
  const isSoon = Math.abs(validToDate.getTime() - now) < 2 * day;
  return isSoon ? `${text.slice(0, 10)} at ${text.slice(11, 16)} UTC` : text.slice(0, 10);
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
