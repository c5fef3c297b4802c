/**
 * The DTLS side of one transport, as client: the handshake by werift, what its packets are protected with afterwards, and the alert that
 * ends it. Knows no ICE: datagrams come and go through two functions.
 */
import { DtlsClient, type SrtpProfile as WeriftProfile } from 'werift';
import type { DtlsParameters } from '../../../../../server/protocol/rtp.ts';
import { makeCipher } from '../srtp/make-cipher.ts';
import type { PacketCipher } from '../srtp/packet-cipher.ts';
import { srtpProfiles } from '../srtp/srtp-profile.ts';
import { certificate } from './certificate.ts';
import { checkServer, type KeyExchange } from './server-identity.ts';

export interface Protection {
  readonly profile: string;
  readonly outgoing: PacketCipher;
  readonly incoming: PacketCipher;
}

const serverKeyExchange = 12;
const keyingLabel = 'EXTRACTOR-dtls_srtp'; // RFC 5764 section 4.2

export class DtlsSide {
  /** The server said that it is over, or cannot be: at any time, and more than once. */
  onAlert = () => {};
  readonly #client: DtlsClient;
  readonly #transport: { onData: (bytes: Buffer, from: readonly [string, number]) => void };

  constructor(send: (bytes: Buffer) => void) {
    const transport = {
      type: 'udp',
      address: { address: '', family: 'IPv4', port: 0 },
      closed: false,
      onData: (_bytes: Buffer, _from: readonly [string, number]) => {},
      send: async (bytes: Buffer) => send(bytes),
      close: async () => {},
    };
    this.#transport = transport;
    this.#client = new DtlsClient({
      transport,
      cert: certificate.certPem,
      key: certificate.privateKey,
      signatureHash: certificate.signatureHash,
      extendedMasterSecret: true,
      // It only carries these numbers; that it has no cipher for 8 does not matter here.
      srtpProfiles: srtpProfiles.map(({ id }) => id as WeriftProfile),
    });
    this.#client.onClose.subscribe(() => this.onAlert());
  }

  receive(bytes: Buffer): void {
    this.#transport.onData(bytes, ['', 0]);
  }

  /** Resolves when the server has finished; rejects when it is not who it should be, or says nothing that helps. */
  async connect(fingerprints: DtlsParameters['fingerprints']): Promise<Protection> {
    const client = this.#client;
    await new Promise<void>((resolve, reject) => {
      client.onConnect.once(() => resolve()); // the promise of `connect` waits for a timer after the last flight
      client.onError.once(reject);
      client.connect().catch(reject);
    });
    checkServer(client.remoteCertificate, this.#keyExchange(), fingerprints);
    return this.#protection();
  }

  #keyExchange(): KeyExchange | undefined {
    const { dtls, cipher } = this.#client;
    const message = dtls.sortedHandshakeCache.find(({ msg_type }) => msg_type === serverKeyExchange);
    const clientRandom = cipher.localRandom.serialize();
    return (
      message && { clientRandom, serverRandom: cipher.remoteRandom.serialize(), message: message.fragment }
    );
  }

  #protection(): Protection {
    const profile = srtpProfiles.find(({ id }) => id === this.#client.srtp.srtpProfile);
    if (!profile) throw new Error('no protection profile of SRTP was agreed on');
    const { keyBytes, saltBytes } = profile;
    const keys = this.#client.exportKeyingMaterial(keyingLabel, 2 * (keyBytes + saltBytes));
    const salts = keys.subarray(2 * keyBytes);
    return {
      profile: profile.name,
      outgoing: makeCipher(profile, { key: keys.subarray(0, keyBytes), salt: salts.subarray(0, saltBytes) }),
      incoming: makeCipher(profile, {
        key: keys.subarray(keyBytes, 2 * keyBytes),
        salt: salts.subarray(saltBytes),
      }),
    };
  }
}
