import { generateKeyPairSync } from 'node:crypto';
import { generate } from 'selfsigned';
import { expect, test } from 'vitest';
import { CertificateError, certificateOf, validityWarning } from '../../../server/http/tls/certificate.ts';
import { makeCertificate } from '../../support/certificate.ts';

const labels = { cert: 'TLS_CERT', key: 'TLS_KEY' };
const { cert, key } = await makeCertificate(['meet.example', '*.rooms.example', '192.0.2.7', '2001:db8::7']);
const another = await makeCertificate(['other.example']);

const faultOf = (ofCert: string, ofKey: string) => {
  try {
    certificateOf(ofCert, ofKey, labels);
    return 'none';
  } catch (error) {
    if (error instanceof CertificateError) return error.message;
    throw error;
  }
};

test('a pair can be served, and says for whom it is', () => {
  const certificate = certificateOf(cert, key, labels);
  expect(certificate.fingerprint).toMatch(/^([\dA-F]{2}:){31}[\dA-F]{2}$/);
  expect(certificate.selfSigned).toBe(true);
  const hosts = ['meet.example', 'a.rooms.example', '192.0.2.7', '2001:db8::7', 'rooms.example', '192.0.2.8'];
  expect(hosts.filter(certificate.covers)).toEqual(hosts.slice(0, 4));
});

test('one that an authority vouches for, with its chain, and a file that holds key and chain together', async () => {
  const authority = await generate([{ name: 'commonName', value: 'An authority' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    extensions: [{ name: 'basicConstraints', cA: true, critical: true }],
  });
  const ca = { key: authority.private, cert: authority.cert };
  const issued = await generate([{ name: 'commonName', value: 'meet.example' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca,
  });
  expect(certificateOf(`${issued.cert}\n${authority.cert}`, issued.private, labels).selfSigned).toBe(false);
  const together = `${issued.private}\n${issued.cert}\n${authority.cert}`;
  expect(certificateOf(together, together, labels).selfSigned).toBe(false);
  // The wrong way round:
  expect(faultOf(`${authority.cert}\n${issued.cert}`, issued.private)).toContain(
    'the first certificate counts',
  );
});

const encrypted = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'hush' },
}).privateKey;

test.each([
  ['an empty certificate', '', key, /^TLS_CERT holds no certificate in PEM form/],
  ['a key for a certificate', key, cert, /^TLS_CERT holds no certificate in PEM form/],
  ['half a certificate', cert.slice(0, 200), key, /^TLS_CERT holds no certificate in PEM form/],
  ['an empty key', cert, '', /^TLS_KEY holds no private key in PEM form/],
  ['a certificate for a key', cert, cert, /^TLS_KEY holds no private key in PEM form/],
  ['half a key', cert, key.slice(0, 100), /^TLS_KEY holds no private key in PEM form/],
  ['a key with a passphrase', cert, encrypted, /or one that needs a passphrase/],
  ['the key of another', cert, another.key, /^TLS_KEY does not belong to TLS_CERT/],
])('%s is refused, and what is in it is not told', (_, ofCert, ofKey, fault) => {
  const told = faultOf(ofCert, ofKey);
  expect(told).toMatch(fault);
  expect(told).not.toMatch(/BEGIN|MII|M[HC]/);
});

test('a weak key is refused', async () => {
  const weak = await generate([{ name: 'commonName', value: 'meet.example' }], { keySize: 1024 });
  expect(faultOf(weak.cert, weak.private)).toMatch(/^TLS_CERT cannot be served \(ERR_SSL/);
});

test('one that is out of date is told of', () => {
  const certificate = certificateOf(cert, key, labels);
  expect(validityWarning(certificate)).toBeUndefined();
  expect(validityWarning(certificate, certificate.until.getTime())).toMatch(
    /^the certificate has expired on 20/,
  );
  expect(validityWarning(certificate, certificate.from.getTime() - 1)).toMatch(/is not valid before 20/);
});
