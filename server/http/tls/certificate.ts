/**
 * A certificate with its chain and its private key, checked: what is one here can be served. Reads no file.
 */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { createSecureContext, type SecureContextOptions } from 'node:tls';

export interface Certificate {
  /** What a TLS server takes. */
  readonly secureContext: SecureContextOptions;
  /** SHA-256, bytes in hexadecimal between colons, as browsers show it. */
  readonly fingerprint: string;
  /** Nobody vouches for it but itself, so browsers warn of it. */
  readonly selfSigned: boolean;
  readonly from: Date;
  readonly until: Date;
  /** Whether a browser that was sent to this name or address finds it in the certificate. */
  covers(host: string): boolean;
}

/** Says which of the two is at fault, and never what stands in it. */
export class CertificateError extends Error {
  override readonly name = 'CertificateError';
}

/** What the two are called in an error. */
export interface Labels {
  cert: string;
  key: string;
}

/** `cert`: PEM, the certificate of the server before those of its chain. Throws CertificateError. */
export function certificateOf(cert: string, key: string, labels: Labels): Certificate {
  const own = attempt(`${labels.cert} holds no certificate in PEM form`, () => new X509Certificate(cert));
  const encrypted = key.includes('ENCRYPTED') ? ', or one that needs a passphrase' : '';
  const privateKey = attempt(`${labels.key} holds no private key in PEM form${encrypted}`, () =>
    createPrivateKey(key),
  );
  if (!own.checkPrivateKey(privateKey)) {
    throw new CertificateError(
      `${labels.key} does not belong to ${labels.cert}, of which the first certificate counts`,
    );
  }
  const secureContext: SecureContextOptions = { cert, key, minVersion: 'TLSv1.2' };
  attempt(`${labels.cert} cannot be served`, () => createSecureContext(secureContext));
  return {
    secureContext,
    fingerprint: own.fingerprint256,
    selfSigned: own.verify(own.publicKey),
    from: own.validFromDate,
    until: own.validToDate,
    covers: host => (isIP(host) === 0 ? own.checkHost(host) : own.checkIP(host)) !== undefined,
  };
}

/** In words; undefined when it is valid at this moment. */
export function validityWarning({ from, until }: Certificate, now = Date.now()): string | undefined {
  if (until.getTime() <= now) return `the certificate has expired on ${until.toISOString()}`;
  if (from.getTime() > now) return `the certificate is not valid before ${from.toISOString()}`;
  return undefined;
}

function attempt<T>(failure: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new CertificateError(failure + code);
  }
}
