/** Makes the cipher of one direction from what the handshake gave. */
import { cmCipher } from './cm-cipher.ts';
import { gcmCipher } from './gcm-cipher.ts';
import type { PacketCipher } from './packet-cipher.ts';
import { type MasterKey, type SrtpProfile, sessionKeys } from './srtp-profile.ts';

export function makeCipher(profile: SrtpProfile, master: MasterKey): PacketCipher {
  const [rtp, rtcp] = [sessionKeys(profile, master, 'rtp'), sessionKeys(profile, master, 'rtcp')];
  return profile.kind === 'gcm' ? gcmCipher(rtp, rtcp) : cmCipher(rtp, rtcp);
}
