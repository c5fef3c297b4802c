/** SRTP of our own against the published vectors, and against werift's both ways. */
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { RtpHeader, RtpPacket, SrtcpSession, SrtpSession, type SrtpProfile as WeriftProfile } from 'werift';
import { rollOver, Unwrapper } from './slim/rtp/sequence.ts';
import { gcmCipher } from './slim/srtp/gcm-cipher.ts';
import { makeCipher } from './slim/srtp/make-cipher.ts';
import { type SrtpProfile, sessionKeys, srtpProfiles } from './slim/srtp/srtp-profile.ts';

const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex');
const headerBytes = 12;

describe('the vectors of RFC 7714, sections 16 and 17', () => {
  const rtp = hex(
    '8040f17b 8041f8d3 5501a0b2 47616c6c 69612065 7374206f 6d6e6973 20646976 69736120 696e2070 61727465 73207472 6573',
  );
  const sealed128 = hex(
    '8040f17b 8041f8d3 5501a0b2 f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5 0d294e6f 42a5f47a 51c7d19b 36de3adf 8833899d 7f27beb1 6a9152cf 765ee439 0cce',
  );
  const sealed256 = hex(
    '8040f17b 8041f8d3 5501a0b2 32b1de78 a822fe12 ef9f78fa 332e33aa b1801238 9a58e2f3 b50b2a02 76ffae0f 1ba63799 b87b7aa3 db36dfff d6b0f9bb 7878d7a7 6c13',
  );
  const rtcp = hex(
    '81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61 deadbeef deadbeef deadbeef deadbeef deadbeef',
  );
  const sealedRtcp = hex(
    '81c8000d 4d617273 63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d c676a5f1 730d6fda 4ce09b46 86303ded 0bb9275b c84aa458 96cf4d2f c5abf872 45d9eade 800005d4',
  );
  const cipherOf = (keyBytes: number) => {
    const key = Buffer.from(Array.from({ length: keyBytes }, (_, index) => index));
    const keys = { key, salt: hex('51756964 2070726f 2071756f'), authenticationKey: Buffer.alloc(0) };
    return gcmCipher(keys, keys);
  };

  it.each([
    [16, sealed128],
    [32, sealed256],
  ])('protect a packet of RTP with a key of %i bytes, and open it', (keyBytes, sealed) => {
    expect(cipherOf(keyBytes).sealRtp(rtp, headerBytes, 0)).toEqual(sealed);
    expect(cipherOf(keyBytes).openRtp(sealed, headerBytes, 0)).toEqual(rtp.subarray(headerBytes));
  });

  it('protect a packet of RTCP, and open it', () => {
    expect(cipherOf(16).sealRtcp(rtcp, 0x5d4)).toEqual(sealedRtcp);
    expect(cipherOf(16).openRtcp(sealedRtcp)).toEqual(rtcp);
  });
});

it('derives keys as RFC 3711, section B.3, does', () => {
  const master = { key: hex('E1F97A0D3E018BE0D64FA32C06DE4139'), salt: hex('0EC675AD498AFEEBB6960B3AABE6') };
  expect(sessionKeys(profileOf(1), master, 'rtp')).toEqual({
    key: hex('C61E7A93744F39EE10734AFE3FF7A087'),
    salt: hex('30CBBC08863D8C85D49DB34A9AE1'),
    authenticationKey: hex('CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4'),
  });
});

// The third profile, AES-256-GCM, werift does not have; a real worker tells of that one in the other tests.
describe.each([[7], [1]] as const)('against werift, profile %i', id => {
  it('opens what werift protects, over a wrap, with header extensions', () => {
    const { ours, werift } = pair(id);
    const sequence = new Unwrapper(0);
    for (const sent of packets()) {
      const sealed = werift.rtp.encrypt(sent.payload, sent.header);
      const whole = sequence.take(sent.header.sequenceNumber);
      const payload = ours.openRtp(sealed, sent.serialize().length - sent.payload.length, rollOver(whole));
      expect(payload).toEqual(sent.payload);
    }
  });

  it('protects what werift opens, over a wrap, with header extensions', () => {
    const { ours, werift } = pair(id);
    const sequence = new Unwrapper(0);
    for (const sent of packets()) {
      const plain = sent.serialize();
      const whole = sequence.take(sent.header.sequenceNumber);
      const sealed = ours.sealRtp(plain, plain.length - sent.payload.length, rollOver(whole));
      expect(werift.rtp.decrypt(sealed)).toEqual(plain);
    }
  });

  it('opens and protects RTCP, each with an index of its own', () => {
    const { ours, werift } = pair(id);
    for (const index of [1, 2, 3]) {
      const report = receiverReport();
      expect(ours.openRtcp(werift.rtcp.encrypt(report))).toEqual(report);
      expect(werift.rtcp.decrypt(ours.sealRtcp(report, index))).toEqual(report);
    }
  });
});

describe.each(srtpProfiles.map(profile => [profile.name, profile] as const))('with %s', (_name, profile) => {
  const cipher = makeCipher(profile, masterOf(profile));
  const [sent] = packets();
  if (!sent) throw new Error('no packet');
  const plain = sent.serialize();
  const header = plain.length - sent.payload.length;

  it('takes no packet in which one bit is wrong, or with another roll-over', () => {
    const sealed = cipher.sealRtp(plain, header, 3);
    expect(cipher.openRtp(sealed, header, 3)).toEqual(sent.payload);
    expect(cipher.openRtp(sealed, header, 2)).toBeUndefined();
    for (let at = 1; at < sealed.length; at += 1) {
      const wrong = Buffer.from(sealed);
      wrong[at] = (wrong[at] ?? 0) ^ 0x10;
      expect(cipher.openRtp(wrong, header, 3)).toBeUndefined();
    }
  });

  it('takes no RTCP in which one bit is wrong, and none that is cut off', () => {
    const sealed = cipher.sealRtcp(receiverReport(), 9);
    for (let at = 0; at < sealed.length; at += 1) {
      const wrong = Buffer.from(sealed);
      wrong[at] = (wrong[at] ?? 0) ^ 1;
      expect(cipher.openRtcp(wrong)).toBeUndefined();
      expect(cipher.openRtcp(sealed.subarray(0, at))).toBeUndefined();
      expect(cipher.openRtp(sealed.subarray(0, at), headerBytes, 0)).toBeUndefined();
    }
  });
});

function pair(id: WeriftProfile) {
  const profile = profileOf(id);
  const master = masterOf(profile);
  const keys = {
    localMasterKey: master.key,
    localMasterSalt: master.salt,
    remoteMasterKey: master.key,
    remoteMasterSalt: master.salt,
  };
  const werift = {
    rtp: new SrtpSession({ profile: id, keys }),
    rtcp: new SrtcpSession({ profile: id, keys }),
  };
  return { ours: makeCipher(profile, master), werift };
}

function profileOf(id: number): SrtpProfile {
  const found = srtpProfiles.find(profile => profile.id === id);
  if (!found) throw new Error('no such profile');
  return found;
}

function masterOf({ keyBytes, saltBytes }: SrtpProfile) {
  return { key: randomBytes(keyBytes), salt: randomBytes(saltBytes) };
}

/** Ten, over the wrap of their sequence numbers; every other one with a header extension. */
function packets(): RtpPacket[] {
  return Array.from({ length: 10 }, (_, index) => {
    const extension = index % 2 === 0;
    const header = new RtpHeader({
      ssrc: 0x1234_5678,
      payloadType: 96,
      sequenceNumber: (65_531 + index) & 0xffff,
      timestamp: 3_000 * index,
      marker: index % 3 === 0,
      extension,
      ...(extension && { extensionProfile: 0xbede, extensions: [{ id: 1, payload: Buffer.from('m0') }] }),
    });
    return new RtpPacket(header, randomBytes(50 + index));
  });
}

function receiverReport(): Buffer {
  return Buffer.concat([Buffer.from([0x81, 201, 0, 7]), randomBytes(28)]);
}
