/** SRTP and SRTCP with AES-GCM (RFC 7714). Knows no keys' origin and no sequence of packets. */
import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto';
import type { PacketCipher } from './packet-cipher.ts';
import type { SessionKeys } from './srtp-profile.ts';

const authTagLength = 16;
const options = { authTagLength };
const controlHeaderBytes = 8;
const indexBytes = 4;
const encrypted = 0x8000_0000; // the E bit

interface Aead {
  readonly name: 'aes-128-gcm' | 'aes-256-gcm';
  readonly key: KeyObject;
  readonly salt: Buffer;
  /** Made anew for each packet, in the same place. */
  readonly nonce: Buffer;
}

export function gcmCipher(rtpKeys: SessionKeys, rtcpKeys: SessionKeys): PacketCipher {
  const [rtp, rtcp] = [aead(rtpKeys), aead(rtcpKeys)];
  return {
    tagBytes: authTagLength,
    sealRtp: (packet, headerBytes, rollOver) => {
      rtpNonce(rtp, packet, rollOver);
      return Buffer.concat(seal(rtp, packet.subarray(0, headerBytes), packet.subarray(headerBytes)));
    },
    openRtp: (packet, headerBytes, rollOver) => {
      if (packet.length < headerBytes + authTagLength) return undefined;
      rtpNonce(rtp, packet, rollOver);
      return open(rtp, packet.subarray(0, headerBytes), packet.subarray(headerBytes));
    },
    sealRtcp: (packet, index) => sealRtcp(rtcp, packet, index),
    openRtcp: packet => openRtcp(rtcp, packet),
  };
}

function aead({ key, salt }: SessionKeys): Aead {
  const name = key.length === 32 ? 'aes-256-gcm' : 'aes-128-gcm';
  return { name, key: createSecretKey(key), salt, nonce: Buffer.alloc(12) };
}

/** Section 8.1: SSRC, roll-over counter and sequence number, XORed with the salt. */
function rtpNonce({ nonce, salt }: Aead, packet: Buffer, rollOver: number): void {
  salt.copy(nonce);
  for (let at = 0; at < 4; at += 1) {
    nonce[2 + at] = (nonce[2 + at] ?? 0) ^ (packet[8 + at] ?? 0);
    nonce[6 + at] = (nonce[6 + at] ?? 0) ^ ((rollOver >>> (24 - 8 * at)) & 0xff);
  }
  nonce[10] = (nonce[10] ?? 0) ^ (packet[2] ?? 0);
  nonce[11] = (nonce[11] ?? 0) ^ (packet[3] ?? 0);
}

/** Section 9.1: SSRC and index, XORed with the salt. */
function rtcpNonce({ nonce, salt }: Aead, packet: Buffer, index: number): void {
  salt.copy(nonce);
  for (let at = 0; at < 4; at += 1) {
    nonce[2 + at] = (nonce[2 + at] ?? 0) ^ (packet[4 + at] ?? 0);
    nonce[8 + at] = (nonce[8 + at] ?? 0) ^ ((index >>> (24 - 8 * at)) & 0xff);
  }
}

/** What is authenticated only, the cipher text, and the tag. */
function seal({ name, key, nonce }: Aead, associated: Buffer, plain: Buffer): [Buffer, Buffer, Buffer] {
  const cipher = createCipheriv(name, key, nonce, options).setAAD(associated);
  const text = cipher.update(plain);
  cipher.final();
  return [associated, text, cipher.getAuthTag()];
}

/** `sealed`: the cipher text and the tag. */
function open({ name, key, nonce }: Aead, associated: Buffer, sealed: Buffer): Buffer | undefined {
  const end = sealed.length - authTagLength;
  const decipher = createDecipheriv(name, key, nonce, options).setAAD(associated);
  const plain = decipher.setAuthTag(sealed.subarray(end)).update(sealed.subarray(0, end));
  try {
    decipher.final();
    return plain;
  } catch {
    return undefined; // that is how it says that the tag is wrong
  }
}

function sealRtcp(rtcp: Aead, packet: Buffer, index: number): Buffer {
  const header = packet.subarray(0, controlHeaderBytes);
  const trailer = Buffer.alloc(indexBytes);
  trailer.writeUInt32BE((encrypted | index) >>> 0);
  rtcpNonce(rtcp, packet, index);
  const [, text, tag] = seal(rtcp, Buffer.concat([header, trailer]), packet.subarray(controlHeaderBytes));
  return Buffer.concat([header, text, tag, trailer]);
}

/** Sections 9.2 and 9.3: without the E bit all is authenticated only. */
function openRtcp(rtcp: Aead, packet: Buffer): Buffer | undefined {
  const end = packet.length - indexBytes;
  if (end < controlHeaderBytes + authTagLength) return undefined;
  const trailer = packet.readUInt32BE(end);
  const from = trailer >= encrypted ? controlHeaderBytes : end - authTagLength;
  const associated = Buffer.concat([packet.subarray(0, from), packet.subarray(end)]);
  rtcpNonce(rtcp, packet, trailer & 0x7fff_ffff);
  const plain = open(rtcp, associated, packet.subarray(from, end));
  return plain && Buffer.concat([packet.subarray(0, from), plain]);
}
