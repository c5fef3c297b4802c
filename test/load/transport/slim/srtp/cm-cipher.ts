/** SRTP and SRTCP with AES in counter mode and HMAC-SHA1 of 80 bits (RFC 3711). Knows no keys' origin and no sequence of packets. */
import { createCipheriv, createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { PacketCipher } from './packet-cipher.ts';
import type { SessionKeys } from './srtp-profile.ts';

const tagBytes = 10;
const controlHeaderBytes = 8;
const indexBytes = 4;
const encrypted = 0x8000_0000; // the E bit

interface CounterMode {
  readonly key: KeyObject;
  readonly salt: Buffer;
  readonly authenticationKey: KeyObject;
  /** Made anew for each packet, in the same place. */
  readonly iv: Buffer;
  /** The roll-over counter, which is authenticated and not sent. */
  readonly word: Buffer;
}

export function cmCipher(rtpKeys: SessionKeys, rtcpKeys: SessionKeys): PacketCipher {
  const [rtp, rtcp] = [counterMode(rtpKeys), counterMode(rtcpKeys)];
  return {
    tagBytes,
    sealRtp: (packet, headerBytes, rollOver) => {
      setIv(rtp, packet, 8, rollOver, packet.readUInt16BE(2) * 0x1_0000);
      rtp.word.writeUInt32BE(rollOver);
      const body = [packet.subarray(0, headerBytes), crypt(rtp, packet.subarray(headerBytes))];
      return Buffer.concat([...body, tagOf(rtp, ...body, rtp.word)]);
    },
    openRtp: (packet, headerBytes, rollOver) => {
      const end = packet.length - tagBytes;
      if (end < headerBytes) return undefined;
      rtp.word.writeUInt32BE(rollOver);
      if (!timingSafeEqual(tagOf(rtp, packet.subarray(0, end), rtp.word), packet.subarray(end)))
        return undefined;
      setIv(rtp, packet, 8, rollOver, packet.readUInt16BE(2) * 0x1_0000);
      return crypt(rtp, packet.subarray(headerBytes, end));
    },
    sealRtcp: (packet, index) => sealRtcp(rtcp, packet, index),
    openRtcp: packet => openRtcp(rtcp, packet),
  };
}

function counterMode({ key, salt, authenticationKey }: SessionKeys): CounterMode {
  return {
    key: createSecretKey(key),
    salt,
    authenticationKey: createSecretKey(authenticationKey),
    iv: Buffer.alloc(16),
    word: Buffer.alloc(4),
  };
}

/** Section 4.1.1: the SSRC at `ssrcAt` of the packet, and the index of 48 bits in two words, XORed with the salt. */
function setIv({ iv, salt }: CounterMode, packet: Buffer, ssrcAt: number, high: number, low: number): void {
  iv.fill(0);
  salt.copy(iv);
  iv.writeUInt32BE((iv.readUInt32BE(4) ^ packet.readUInt32BE(ssrcAt)) >>> 0, 4);
  iv.writeUInt32BE((iv.readUInt32BE(8) ^ high) >>> 0, 8);
  iv.writeUInt32BE((iv.readUInt32BE(12) ^ low) >>> 0, 12);
}

/** Its own inverse. */
function crypt({ key, iv }: CounterMode, bytes: Buffer): Buffer {
  return createCipheriv('aes-128-ctr', key, iv).update(bytes);
}

function tagOf({ authenticationKey }: CounterMode, ...parts: readonly Buffer[]): Buffer {
  const hmac = createHmac('sha1', authenticationKey);
  for (const part of parts) hmac.update(part);
  return hmac.digest().subarray(0, tagBytes);
}

/** An index of 31 bits, where one of 48 stands for RTP: its upper 15 bits are in the word of the roll-over counter. */
function setRtcpIv(rtcp: CounterMode, packet: Buffer, index: number): void {
  setIv(rtcp, packet, 4, index >>> 16, (index & 0xffff) * 0x1_0000);
}

function sealRtcp(rtcp: CounterMode, packet: Buffer, index: number): Buffer {
  setRtcpIv(rtcp, packet, index);
  const trailer = Buffer.alloc(indexBytes);
  trailer.writeUInt32BE((encrypted | index) >>> 0);
  const header = packet.subarray(0, controlHeaderBytes);
  const body = [header, crypt(rtcp, packet.subarray(controlHeaderBytes)), trailer];
  return Buffer.concat([...body, tagOf(rtcp, ...body)]);
}

function openRtcp(rtcp: CounterMode, packet: Buffer): Buffer | undefined {
  const end = packet.length - tagBytes;
  const indexAt = end - indexBytes;
  if (indexAt < controlHeaderBytes) return undefined;
  if (!timingSafeEqual(tagOf(rtcp, packet.subarray(0, end)), packet.subarray(end))) return undefined;
  const trailer = packet.readUInt32BE(indexAt);
  if (trailer < encrypted) return packet.subarray(0, indexAt);
  setRtcpIv(rtcp, packet, trailer & 0x7fff_ffff);
  const text = crypt(rtcp, packet.subarray(controlHeaderBytes, indexAt));
  return Buffer.concat([packet.subarray(0, controlHeaderBytes), text]);
}
