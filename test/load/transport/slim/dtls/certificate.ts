/** The certificate of this process, which all its transports share: making one takes longer than a handshake. */
import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { DtlsParameters } from '../../../../../server/protocol/rtp.ts';
import { makeCertificate } from '../../../../support/certificate.ts';

const { cert, key } = await makeCertificate(['load.plenum.test']);
const x509 = new X509Certificate(cert);

/** DER. */
export const certificate: Buffer = x509.raw;

export const certificateKey = createPrivateKey(key);

export const dtlsParameters: DtlsParameters = {
  role: 'client',
  fingerprints: [{ algorithm: 'sha-256', value: x509.fingerprint256 }],
};
