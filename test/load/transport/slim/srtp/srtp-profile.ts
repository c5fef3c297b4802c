/**
 * The protection profiles of SRTP that are offered, and the keys of one direction, derived from the master key of the handshake (RFC 3711
 * section 4.3, RFC 7714 section 11).
 *
 * The order is that of the worker, which chooses by its own and not by the client's: AEAD_AES_256_GCM. So it does with Chromium, which
 * offers these three as well.
 */
import { createCipheriv } from 'node:crypto';

export interface SrtpProfile {
  /** In the extension `use_srtp` (RFC 5764 section 4.1.2, RFC 7714 section 14.2). */
  readonly id: number;
  readonly name: string;
  readonly kind: 'gcm' | 'cm';
  readonly keyBytes: 16 | 32;
  readonly saltBytes: 12 | 14;
}

export const srtpProfiles: readonly SrtpProfile[] = [
  { id: 8, name: 'AEAD_AES_256_GCM', kind: 'gcm', keyBytes: 32, saltBytes: 12 },
  { id: 7, name: 'AEAD_AES_128_GCM', kind: 'gcm', keyBytes: 16, saltBytes: 12 },
  { id: 1, name: 'AES_CM_128_HMAC_SHA1_80', kind: 'cm', keyBytes: 16, saltBytes: 14 },
];

export interface MasterKey {
  readonly key: Buffer;
  readonly salt: Buffer;
}

/** Of RTP, or of RTCP. */
export interface SessionKeys {
  readonly key: Buffer;
  readonly salt: Buffer;
  /** Of HMAC-SHA1; GCM has no use for it. */
  readonly authenticationKey: Buffer;
}

const authenticationKeyBytes = 20;
/** RFC 3711 section 4.3.2. */
const labels = { rtp: { key: 0, authentication: 1, salt: 2 }, rtcp: { key: 3, authentication: 4, salt: 5 } };

export function sessionKeys(profile: SrtpProfile, master: MasterKey, of: 'rtp' | 'rtcp'): SessionKeys {
  const { key, authentication, salt } = labels[of];
  return {
    key: derived(master, key, profile.keyBytes),
    authenticationKey: derived(master, authentication, authenticationKeyBytes),
    salt: derived(master, salt, profile.saltBytes),
  };
}

/** The key stream of AES in counter mode; the label is XORed into the salt of 14 bytes, which one of 12 fills up with zeros. */
function derived({ key, salt }: MasterKey, label: number, length: number): Buffer {
  const iv = Buffer.alloc(16);
  salt.copy(iv);
  iv[7] = (iv[7] ?? 0) ^ label;
  return createCipheriv(`aes-${8 * key.length}-ctr`, key, iv).update(Buffer.alloc(length));
}
