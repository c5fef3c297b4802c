/**
 * Whether the server of a handshake is the one whose fingerprint was signalled: its certificate has it (RFC 8122), and its key has signed the
 * key exchange (RFC 8422 section 5.4), without which a certificate proves nothing.
 */
import { createHash, verify, X509Certificate } from 'node:crypto';
import type { DtlsParameters } from '../../../../../server/protocol/rtp.ts';

export interface KeyExchange {
  readonly clientRandom: Buffer;
  readonly serverRandom: Buffer;
  /** Body of the ServerKeyExchange: curve, public key, and their signature. */
  readonly message: Buffer;
}

/** Throws, and says what does not fit. */
export function checkServer(
  certificate: Buffer | undefined,
  exchange: KeyExchange | undefined,
  fingerprints: DtlsParameters['fingerprints'],
): void {
  if (!certificate || !exchange) throw new Error('the server showed no certificate');
  const fits = fingerprints.some(({ algorithm, value }) => {
    const digest = createHash(algorithm.replace('-', '')).update(certificate).digest('hex');
    return digest === value.replaceAll(':', '').toLowerCase();
  });
  if (!fits) throw new Error("the server's certificate has none of the fingerprints that were signalled");
  if (!isSigned(certificate, exchange)) throw new Error('the key exchange is not signed by the certificate');
}

const curveHeadBytes = 4; // type and name of the curve, length of the key
const signatureHeadBytes = 4; // hash and kind, length
const sha256 = 4;

/** Only SHA-256 is offered. */
function isSigned(certificate: Buffer, { clientRandom, serverRandom, message }: KeyExchange): boolean {
  const end = curveHeadBytes + (message[3] ?? 0);
  if (message.length < end + signatureHeadBytes || message[end] !== sha256) return false;
  const signature = message.subarray(end + signatureHeadBytes);
  if (signature.length !== message.readUInt16BE(end + 2)) return false;
  const signed = Buffer.concat([clientRandom, serverRandom, message.subarray(0, end)]);
  return verify('sha256', signed, new X509Certificate(certificate).publicKey, signature);
}
