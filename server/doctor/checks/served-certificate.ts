/** The certificate that a server shows, and whether the system would trust it. Takes any, so that there is something to look at. */
import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, getCACertificates } from 'node:tls';

const timeout = 4_000; // ms

export interface ServedCertificate {
  readonly certificate: X509Certificate;
  /** OpenSSL's word for why it is not trusted; undefined: it is. */
  readonly distrust: string | undefined;
}

/** `ca`: authorities (PEM) to trust besides those of the system. Rejects when no TLS is spoken there. */
export function fetchCertificate(
  host: string,
  port: number,
  ca: string | undefined,
): Promise<ServedCertificate> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      ...(isIP(host) === 0 && { servername: host }),
      ...(ca !== undefined && { ca: [...getCACertificates('default'), ca] }),
      rejectUnauthorized: false,
      timeout,
    });
    const end = (then: () => void) => {
      socket.destroy();
      then();
    };
    socket.once('error', error => end(() => reject(error)));
    socket.once('timeout', () => end(() => reject(new Error(`no answer in ${timeout} ms`))));
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate();
      // Its type says Error; it is the code of one.
      const { authorized, authorizationError } = socket;
      const distrust = authorized ? undefined : wordOf(authorizationError);
      end(() => (certificate ? resolve({ certificate, distrust }) : reject(new Error('no certificate'))));
    });
  });
}

function wordOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
