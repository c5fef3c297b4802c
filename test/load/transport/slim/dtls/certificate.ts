/** The certificate of this process, which all its transports share: making one takes longer than a handshake. */
import { RTCDtlsTransport } from 'werift';
import type { DtlsParameters } from '../../../../../server/protocol/rtp.ts';

export const certificate = await RTCDtlsTransport.SetupCertificate();

export const dtlsParameters: DtlsParameters = {
  role: 'client',
  fingerprints: certificate.getFingerprints().flatMap(({ algorithm, value }) =>
    // As werift names it; it makes no other.
    algorithm === 'sha-256' ? [{ algorithm, value }] : [],
  ),
};
