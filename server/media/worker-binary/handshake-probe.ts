/**
 * A process of its own: one complete ICE and DTLS handshake, as a client, against the worker binary named in argv.
 * Sends its parent 'connected' or the reason why not, and ends. The parent (handshake.ts) owns the deadline, and kills
 * whatever a crash or a hang leaves behind; nothing of the server's runs here.
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { createWorker } from 'mediasoup';
import type { WebRtcTransport, Worker } from 'mediasoup/types';

type Werift = typeof import('werift');

const loopback = '127.0.0.1';

process.once('disconnect', () => process.exit(1)); // the parent is gone
process.on('uncaughtException', error => report(error.message));
await probe(process.argv[2] ?? '').then(
  () => report('connected'),
  (error: unknown) => report(error instanceof Error ? error.message : String(error)),
);

function report(verdict: string): void {
  process.send?.(verdict, () => process.exit());
}

async function probe(workerBin: string): Promise<void> {
  const werift = await import('werift');
  // mediasoup's own createWorker: the worker stays in this process's group, and dies with it.
  const worker = await createWorker({ workerBin, logLevel: 'none' });
  const died = new Promise<never>((_, reject) => {
    worker.once('died', error => reject(new Error(`the worker died in the handshake ${error.message}`)));
  });
  await Promise.race([handshake(werift, worker), died]);
  worker.close();
}

async function handshake(werift: Werift, worker: Worker): Promise<void> {
  const router = await worker.createRouter();
  const listen = { protocol: 'udp' as const, ip: loopback };
  const transport = await router.createWebRtcTransport({ listenInfos: [listen] });
  const certificate = await werift.RTCDtlsTransport.SetupCertificate();
  const [fingerprint] = certificate.getFingerprints();
  if (fingerprint === undefined) throw new Error('werift made no certificate');
  const connected = reached(transport);
  await transport.connect({
    dtlsParameters: { role: 'client', fingerprints: [{ algorithm: 'sha-256', value: fingerprint.value }] },
  });
  const port = transport.iceCandidates[0]?.port;
  if (port === undefined) throw new Error('the worker offered no ICE candidate');
  const socket = await boundSocket(port);
  const ice = once(transport, 'icestatechange');
  socket.send(bindingRequest(werift, transport.iceParameters));
  await ice;
  const client = new werift.DtlsClient({
    transport: datagrams(werift, socket),
    cert: certificate.certPem,
    key: certificate.privateKey,
    signatureHash: certificate.signatureHash,
    extendedMasterSecret: true,
    srtpProfiles: [werift.ProtectionProfileAes128CmHmacSha1_80],
  });
  await client.connect();
  await connected;
}

function reached(transport: WebRtcTransport): Promise<void> {
  return new Promise((resolve, reject) => {
    transport.on('dtlsstatechange', state => {
      if (state === 'connected') resolve();
      if (state === 'failed' || state === 'closed') reject(new Error(`DTLS ended as ${state}`));
    });
  });
}

async function boundSocket(port: number): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.connect(port, loopback);
  await once(socket, 'connect');
  return socket;
}

/** One authenticated STUN binding request that nominates this pair: all the ICE that an ICE-lite peer needs. */
function bindingRequest(werift: Werift, remote: { usernameFragment: string; password: string }): Buffer {
  const request = new werift.Message(werift.methods.BINDING, werift.classes.REQUEST)
    .setAttribute('USERNAME', `${remote.usernameFragment}:probe`)
    .setAttribute('PRIORITY', 1)
    .setAttribute('ICE-CONTROLLING', 1n)
    .setAttribute('USE-CANDIDATE', null);
  return request.addMessageIntegrity(Buffer.from(remote.password)).addFingerprint().bytes;
}

/** The connected socket as werift's transport; what is not DTLS (STUN answers) stays out of the DTLS client. */
function datagrams(
  werift: Werift,
  socket: Socket,
): ConstructorParameters<Werift['DtlsClient']>[0]['transport'] {
  const transport = {
    type: 'udp',
    address: socket.address(),
    closed: false,
    onData: (_data: Buffer, _from: readonly [string, number]) => {},
    send: async (data: Buffer) => socket.send(data),
    close: async () => {},
  };
  socket.on('message', (data, from) => {
    if (werift.isDtls(data)) transport.onData(data, [from.address, from.port]);
  });
  return transport;
}
