/** What is said of a certificate: real ones, looked at on the right and the wrong day, under right and wrong names. */
import { X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';
import { expect, test } from 'vitest';
import { aboutCertificate, type CertificateFacts } from '../../server/doctor/checks/certificate.ts';
import { reporterOf } from '../../server/doctor/findings.ts';
import { makeCertificate } from '../support/certificate.ts';

const day = 86_400_000;
const notBeforeDate = new Date('2026-01-01T00:00:00Z');
const notAfterDate = new Date('2026-04-01T00:00:00Z');
const { cert } = await makeCertificate(['meet.example.org', '192.0.2.1'], { notBeforeDate, notAfterDate });
const facts: CertificateFacts = {
  subject: 'it',
  certificate: new X509Certificate(cert),
  hosts: ['meet.example.org'],
  distrust: undefined,
  selfMade: false,
  renewal: 'certbot renew',
};

const report = reporterOf('certificate');
const at = (daysBeforeEnd: number, change: Partial<CertificateFacts> = {}) =>
  aboutCertificate(report, { ...facts, ...change }, notAfterDate.getTime() - daysBeforeEnd * day);

test.each([
  [60, 'ok', /until 2026-04-01/],
  [29.5, 'warning', /expires in 29 days/],
  [6.5, 'error', /expires in 6 days/],
  [-1, 'error', /expired on 2026-04-01/],
  [95, 'error', /valid only from/],
])('%s days before its end: %s', (days, status, sentence) => {
  expect(at(days)).toMatchObject([{ status, sentence: expect.stringMatching(sentence) }]);
});

/** Of an authority, which a program renews in time. */
async function issuedFor(hours: number): Promise<X509Certificate> {
  const { private: key, cert: ca } = await generate([{ name: 'commonName', value: 'An Authority' }]);
  const { cert: issued } = await generate([{ name: 'commonName', value: 'meet.example.org' }], {
    ca: { key, cert: ca },
    notBeforeDate,
    notAfterDate: new Date(notBeforeDate.getTime() + hours * 3_600_000),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'meet.example.org' }] }],
  });
  return new X509Certificate(issued);
}

test.each([
  [12, 11, 'ok', /until 2026-01-01 at 12:00 UTC/],
  [12, 4.1, 'ok', /until/],
  [12, 3.9, 'warning', /expires in 3 hours, on 2026-01-01 at 12:00 UTC/],
  [12, 1, 'error', /expires in 1 hours/],
  [6 * 24, 60, 'ok', /until 2026-01-07/],
  [6 * 24, 47, 'warning', /expires in 47 hours/],
  [6 * 24, 14, 'error', /expires in 14 hours/],
  [90 * 24, 31 * 24, 'ok', /until 2026-04-01/],
  [90 * 24, 29 * 24, 'warning', /expires in 29 days/],
  [90 * 24, 6 * 24, 'error', /expires in 6 days/],
  [2 * 365 * 24, 31 * 24, 'ok', /until/],
])('issued for %s hours, %s before its end: %s', async (life, left, status, sentence) => {
  const certificate = await issuedFor(life);
  const now = certificate.validToDate.getTime() - left * 3_600_000;
  expect(aboutCertificate(report, { ...facts, certificate }, now)).toMatchObject([
    { status, sentence: expect.stringMatching(sentence) },
  ]);
});

test('what is signed by itself is renewed by nobody, however short its life', async () => {
  const oneWeek = { notBeforeDate, notAfterDate: new Date(notBeforeDate.getTime() + 6 * day) };
  const byHand = new X509Certificate((await makeCertificate(['meet.example.org'], oneWeek)).cert);
  const found = aboutCertificate(report, { ...facts, certificate: byHand }, notBeforeDate.getTime() + 1);
  expect(found).toMatchObject([{ status: 'error', sentence: expect.stringContaining('in 5 days') }]);
});

test('names and addresses that it is not for', () => {
  const [finding] = at(60, { hosts: ['meet.example.org', '192.0.2.1', 'turn.example.org'] });
  expect(finding).toMatchObject({
    status: 'error',
    sentence: expect.stringContaining('not for turn.example.org'),
  });
  expect(at(60, { hosts: ['192.0.2.1'] })).toMatchObject([{ status: 'ok' }]);
  expect(at(60, { hosts: ['[2001:db8::1]'] })).toMatchObject([{ status: 'error' }]);
});

test.each([
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /chain/, /fullchain\.pem/],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', /self-signed/, /certbot/],
  ['CERT_REVOKED', /CERT_REVOKED/, /certbot/],
])('it is not trusted: %s', (distrust, sentence, remedy) => {
  expect(at(60, { distrust })).toMatchObject([
    { status: 'error', sentence: expect.stringMatching(sentence), remedy: expect.stringMatching(remedy) },
  ]);
  expect(at(60, { distrust: 'DEPTH_ZERO_SELF_SIGNED_CERT', selfMade: true })).toMatchObject([
    { status: 'ok' },
  ]);
});

test('everything that is wrong is said at once', () => {
  const found = at(-1, { hosts: ['other.example'], distrust: 'CERT_HAS_EXPIRED' });
  expect(found.map(({ status }) => status)).toEqual(['error', 'error']);
});
