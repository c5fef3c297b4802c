/** Our DTLS client with werift's server, which asks for a cookie first: on a way that loses datagrams, and with a server that is another. */
import { expect, it, onTestFinished } from 'vitest';
import {
  DtlsServer,
  keyLength,
  RTCDtlsTransport,
  RtpHeader,
  RtpPacket,
  type SrtpProfile,
  SrtpSession,
  saltLength,
} from 'werift';
import { DtlsClient } from './slim/dtls/dtls-client.ts';
import { HandshakeMessages } from './slim/dtls/handshake-messages.ts';

const certificate = await RTCDtlsTransport.SetupCertificate();

it.each([
  [7, 'AEAD_AES_128_GCM'],
  [1, 'AES_CM_128_HMAC_SHA1_80'],
] as const)('agrees on profile %i, with the same keys on both sides', async (id, name) => {
  const { client, server, connected } = handshake({ srtpProfile: id });
  const { profile, outgoing, incoming } = await connected;
  expect(profile).toBe(name);
  const keys = server.extractSessionKeys(keyLength(id), saltLength(id));
  const session = new SrtpSession({
    profile: id,
    keys: {
      localMasterKey: keys.localKey,
      localMasterSalt: keys.localSalt,
      remoteMasterKey: keys.remoteKey,
      remoteMasterSalt: keys.remoteSalt,
    },
  });
  const packet = new RtpPacket(new RtpHeader({ ssrc: 1, sequenceNumber: 2 }), Buffer.from('sound'));
  expect(session.decrypt(outgoing.sealRtp(packet.serialize(), 12, 0))).toEqual(packet.serialize());
  expect(incoming.openRtp(session.encrypt(packet.payload, packet.header), 12, 0)).toEqual(packet.payload);
  client.close();
});

it.each([1, 2, 3])('gets there when datagram %i of the client is lost', async lost => {
  const { client, connected, sent } = handshake({ loses: lost });
  await connected;
  expect(sent()).toBeGreaterThan(lost);
  client.close();
});

it('takes no server with another certificate', async () => {
  const { connected } = handshake({ fingerprint: 'AA'.repeat(32) });
  await expect(connected).rejects.toThrow('fingerprint');
});

it('does not wait for a server that refuses', async () => {
  const client = new DtlsClient(() => {});
  const connected = client.connect([]);
  client.receive(Buffer.from([21, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 2, 40]));
  await expect(connected).rejects.toThrow('alert 40');
});

it('does not break on bytes of any kind', async () => {
  const client = new DtlsClient(() => {});
  const connected = client.connect([]);
  connected.catch(() => {});
  const hello = Buffer.from([
    22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 13, 2, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 9,
  ]);
  for (let length = 0; length < hello.length; length += 1) client.receive(hello.subarray(0, length));
  client.receive(hello); // a ServerHello of one byte
  await expect(connected).rejects.toThrow();
});

it('puts messages together from fragments in any order', () => {
  const written = new HandshakeMessages().write(11, Buffer.from('a certificate in three parts'));
  const fragment = (from: number, to: number) => {
    const part = Buffer.concat([written.subarray(0, 12), written.subarray(12 + from, 12 + to)]);
    part.writeUIntBE(from, 6, 3);
    part.writeUIntBE(to - from, 9, 3);
    return part;
  };
  const reader = new HandshakeMessages();
  for (const part of [fragment(20, 28), fragment(0, 10), fragment(0, 10)])
    expect([...reader.read(part)]).toEqual([]);
  const [message] = reader.read(fragment(10, 20));
  expect(message?.body.toString()).toBe('a certificate in three parts');
  expect(reader.transcript).toEqual(written);
  expect([...reader.read(written)]).toEqual([]); // once
});

interface Wish {
  readonly srtpProfile?: SrtpProfile;
  /** Number of the client's datagram that does not arrive, from 1. */
  readonly loses?: number;
  readonly fingerprint?: string;
}

/** Between the two in memory. */
function handshake({ srtpProfile = 7, loses = 0, fingerprint }: Wish) {
  let count = 0;
  const transport = {
    type: 'udp',
    address: { address: '', family: 'IPv4', port: 0 },
    closed: false,
    onData: (_bytes: Buffer, _from: readonly [string, number]) => {},
    send: async (bytes: Buffer) => void setImmediate(() => client.receive(Buffer.from(bytes))),
    close: async () => {},
  };
  const { certPem: cert, privateKey: key, signatureHash } = certificate;
  const server = new DtlsServer({
    ...{ transport, cert, key, signatureHash },
    ...{ extendedMasterSecret: true, certificateRequest: true, srtpProfiles: [srtpProfile] },
  });
  const client = new DtlsClient(bytes => {
    count += 1;
    if (count !== loses) setImmediate(() => transport.onData(bytes, ['', 0]));
  });
  onTestFinished(() => client.close());
  const [own] = certificate.getFingerprints().filter(({ algorithm }) => algorithm === 'sha-256');
  if (!own) throw new Error('no fingerprint');
  const connected = client.connect([{ algorithm: 'sha-256', value: fingerprint ?? own.value }]);
  connected.catch(() => {});
  return { client, server, connected, sent: () => count };
}
