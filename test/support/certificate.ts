/** Certificates for tests, which nobody trusts who was not told to. */
import { createHash, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { generate } from 'selfsigned';

export interface Certificate {
  /** PEM. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  /** SHA-256 of its public key, base64: by which Chromium can be told to trust it. */
  readonly publicKeyHash: string;
}

/** For host names and addresses, the first of which is its common name. `valid`: default is a year from now. */
export async function makeCertificate(
  names: readonly [string, ...string[]],
  valid: { notBeforeDate?: Date; notAfterDate?: Date } = {},
): Promise<Certificate> {
  const altNames = names.map(altName);
  const { cert, private: key } = await generate([{ name: 'commonName', value: names[0] }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ...valid,
    extensions: [{ name: 'subjectAltName', altNames }],
  });
  const publicKey = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' });
  return { cert, key, publicKeyHash: createHash('sha256').update(publicKey).digest('base64') };
}

function altName(name: string): { type: 2; value: string } | { type: 7; ip: string } {
  return isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name };
}
