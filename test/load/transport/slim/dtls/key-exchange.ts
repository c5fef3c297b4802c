/** The parts of a handshake that need a key: our half of the shared secret, our certificate, and the proof that it is ours. */
import { createECDH, sign } from 'node:crypto';
import { certificate, certificateKey } from './certificate.ts';

const ecdsaSha256 = 0x0403;

/** Lengths of three bytes: of the list, and of each in it. */
export const certificateList = Buffer.concat([
  length24(certificate.length + 3),
  length24(certificate.length),
  certificate,
]);

function length24(length: number): Buffer {
  const bytes = Buffer.alloc(3);
  bytes.writeUIntBE(length, 0, 3);
  return bytes;
}

/** Of a server's message: its own, DER. */
export function firstCertificate(list: Buffer): Buffer {
  return list.subarray(6, 6 + list.readUIntBE(3, 3));
}

/** A key of our own for this handshake, and what it makes with that of the server (RFC 8422 section 5.10). */
export function agree(serverKeyExchange: Buffer): { publicKey: Buffer; preMaster: Buffer } {
  const theirs = serverKeyExchange.subarray(4, 4 + serverKeyExchange.readUInt8(3));
  const curve = createECDH('prime256v1');
  return { publicKey: curve.generateKeys(), preMaster: curve.computeSecret(theirs) };
}

/** Body of a CertificateVerify: RFC 5246 section 7.4.8. */
export function signed(transcript: Buffer): Buffer {
  const signature = sign('sha256', transcript, certificateKey);
  const head = Buffer.alloc(4);
  head.writeUInt16BE(ecdsaSha256, 0);
  head.writeUInt16BE(signature.length, 2);
  return Buffer.concat([head, signature]);
}
