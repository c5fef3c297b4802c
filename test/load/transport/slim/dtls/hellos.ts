/**
 * What a client offers and what a server chose of it (RFC 5246 section 7.4.1, RFC 6347 section 4.2.1). One suite for each kind of certificate,
 * and one curve: a server that has neither is none that browsers could talk to.
 */
import { type SrtpProfile, srtpProfiles } from '../srtp/srtp-profile.ts';

const version = Buffer.from([0xfe, 0xfd]); // DTLS 1.2
const randomBytes = 32;
/** TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, and the same with RSA. */
const suites = [0xc02b, 0xc02f];
const extension = {
  supportedGroups: 10,
  pointFormats: 11,
  signatureAlgorithms: 13,
  useSrtp: 14,
  extendedMasterSecret: 23,
  renegotiationInfo: 0xff01,
} as const;
const secp256r1 = 23;
/** ecdsa_secp256r1_sha256, rsa_pkcs1_sha256. */
const signatures = [0x0403, 0x0401];

export function clientHello(random: Buffer, cookie: Buffer): Buffer {
  const extensions = Buffer.concat([
    extended(extension.supportedGroups, list16(words(secp256r1))),
    extended(extension.pointFormats, list8(Buffer.from([0]))), // uncompressed
    extended(extension.signatureAlgorithms, list16(words(...signatures))),
    extended(extension.useSrtp, list16(words(...srtpProfiles.map(({ id }) => id))), Buffer.from([0])), // no MKI
    extended(extension.extendedMasterSecret),
    extended(extension.renegotiationInfo, Buffer.from([0])),
  ]);
  const noSession = Buffer.from([0]);
  const noCompression = list8(Buffer.from([0]));
  const suiteList = list16(words(...suites));
  return Buffer.concat([
    version,
    random,
    noSession,
    list8(cookie),
    suiteList,
    noCompression,
    list16(extensions),
  ]);
}

export interface ServerHello {
  readonly random: Buffer;
  readonly profile: SrtpProfile;
}

/** Throws when it chose what was not offered, or left out what is needed. */
export function readServerHello(body: Buffer): ServerHello {
  let at = 2 + randomBytes;
  at += 1 + body.readUInt8(at); // session id
  if (!suites.includes(body.readUInt16BE(at)))
    throw new Error('the server chose a suite that was not offered');
  const extensions = readExtensions(body.subarray(at + 5)); // suite, compression, length
  const useSrtp = extensions.get(extension.useSrtp);
  const profile = srtpProfiles.find(
    ({ id }) => useSrtp && useSrtp.length >= 4 && id === useSrtp.readUInt16BE(2),
  );
  if (!profile) throw new Error('no protection profile of SRTP was agreed on');
  if (!extensions.has(extension.extendedMasterSecret))
    throw new Error('no extended master secret was agreed on');
  return { random: body.subarray(2, 2 + randomBytes), profile };
}

/** Of a HelloVerifyRequest. */
export function readCookie(body: Buffer): Buffer {
  return body.subarray(3, 3 + body.readUInt8(2));
}

function readExtensions(bytes: Buffer): Map<number, Buffer> {
  const found = new Map<number, Buffer>();
  for (let at = 0; at + 4 <= bytes.length; at += 4 + bytes.readUInt16BE(at + 2))
    found.set(bytes.readUInt16BE(at), bytes.subarray(at + 4, at + 4 + bytes.readUInt16BE(at + 2)));
  return found;
}

function extended(type: number, ...data: readonly Buffer[]): Buffer {
  return Buffer.concat([words(type), list16(Buffer.concat(data))]);
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, 2 * index);
  return bytes;
}

function list8(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([bytes.length]), bytes]);
}

function list16(bytes: Buffer): Buffer {
  return Buffer.concat([words(bytes.length), bytes]);
}
