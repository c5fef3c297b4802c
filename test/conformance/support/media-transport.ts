/**
 * One WebRTC transport as PROTOCOL.md describes it ("A transport: ICE, DTLS, SRTP"), on a UDP socket: a check, a handshake, then
 * encrypted packets. werift does the cryptography. Knows nothing of rooms or of the WebSocket.
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import {
  classes,
  DtlsClient,
  isDtls,
  isMedia,
  isRtcp,
  keyLength,
  Message,
  methods,
  ProtectionProfileAes128CmHmacSha1_80,
  parseMessage,
  RTCDtlsTransport,
  type RtcpPacket,
  RtcpPacketConverter,
  RtpPacket,
  SrtcpSession,
  SrtpSession,
  saltLength,
} from 'werift';
import type { IceParameters, TransportInfo } from './shapes.ts';

const deadlineMs = 5_000;
const checkEveryMs = 200;
const profile = ProtectionProfileAes128CmHmacSha1_80;
/**
 * SSRC of the packets with which the worker only tries what a path can carry. Nobody plays them; and all transports of a worker share the
 * buffer that they are made in (mediasoup 3.27, RTP/ProbationGenerator.cpp), sequence number included, so that the numbers jump, over which
 * werift loses count of the rollovers (RFC 3711 section 3.3.1).
 */
const probationSsrc = 1_234;

type Certificate = Awaited<ReturnType<typeof RTCDtlsTransport.SetupCertificate>>;

export class MediaTransport {
  readonly transportId: string;
  /** Everything that was received and decrypted, but for attempts at what a path can carry. */
  readonly rtp: RtpPacket[] = [];
  readonly rtcp: RtcpPacket[] = [];
  /** Told of every datagram but those of the handshake, as it goes over the network. */
  onSent = (_data: Buffer) => {};
  readonly #info: TransportInfo;
  readonly #certificate: Certificate;
  readonly #dtls: DtlsClient;
  readonly #watchers = new Set<() => void>();
  readonly #consent: NodeJS.Timeout;
  #socket: Socket;
  #ice: IceParameters;
  #srtp: SrtpSession | undefined;
  #srtcp: SrtcpSession | undefined;
  #answeredChecks = 0;
  #onHandshakeData = (_data: Buffer) => {};

  private constructor(info: TransportInfo, certificate: Certificate, socket: Socket) {
    this.transportId = info.transportId;
    this.#info = info;
    this.#ice = info.iceParameters;
    this.#certificate = certificate;
    this.#socket = this.#listen(socket);
    this.#dtls = this.#dtlsClient();
    this.#consent = setInterval(() => this.#check(), checkEveryMs);
  }

  static async open(info: TransportInfo): Promise<MediaTransport> {
    const certificate = await RTCDtlsTransport.SetupCertificate();
    return new MediaTransport(info, certificate, await socketTo(info));
  }

  /** For `connectTransport`: the client takes the DTLS role `client`. */
  get dtlsParameters(): { role: string; fingerprints: { algorithm: string; value: string }[] } {
    const fingerprints = this.#certificate.getFingerprints();
    return {
      role: 'client',
      fingerprints: fingerprints.map(({ algorithm, value }) => ({ algorithm, value })),
    };
  }

  /** ICE and DTLS; to be called when `connectTransport` is on its way. */
  async connect(): Promise<void> {
    this.#check();
    await this.until('an answer to an ICE check', () => this.#answeredChecks > 0);
    // werift's own promise waits for a timer after the last flight.
    const connected = new Promise<void>(resolve => this.#dtls.onConnect.once(() => resolve()));
    await Promise.race([connected, this.#dtls.connect()]);
    const keys = this.#dtls.extractSessionKeys(keyLength(profile), saltLength(profile));
    const config = {
      profile,
      keys: {
        localMasterKey: keys.localKey,
        localMasterSalt: keys.localSalt,
        remoteMasterKey: keys.remoteKey,
        remoteMasterSalt: keys.remoteSalt,
      },
    } as const;
    this.#srtp = new SrtpSession(config);
    this.#srtcp = new SrtcpSession(config);
  }

  /** Goes on from another address, with the new credentials of `restartIce`. DTLS and SRTP stay. */
  async move(iceParameters: IceParameters): Promise<void> {
    const old = this.#socket;
    this.#socket = this.#listen(await socketTo(this.#info));
    this.#ice = iceParameters;
    const before = this.#answeredChecks;
    old.close();
    this.#check();
    await this.until('an answer to an ICE check with new credentials', () => this.#answeredChecks > before);
  }

  send(packet: RtpPacket): void {
    if (!this.#srtp) throw new Error('not connected');
    this.sendAsIs(this.#srtp.encrypt(packet.payload, packet.header));
  }

  sendRtcp(packet: { serialize(): Buffer }): void {
    if (!this.#srtcp) throw new Error('not connected');
    this.sendAsIs(this.#srtcp.encrypt(packet.serialize()));
  }

  /** Anything at all, from the address that the server knows. */
  sendAsIs(data: Buffer): void {
    this.#socket.send(data);
    this.onSent(data);
  }

  /** Waits until `isTrue` of what has been received. */
  until(what: string, isTrue: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        if (isTrue()) settle(resolve);
      };
      const settle = (finish: () => void) => {
        clearTimeout(deadline);
        this.#watchers.delete(look);
        finish();
      };
      const deadline = setTimeout(() => settle(() => reject(new Error(`${what} did not come`))), deadlineMs);
      this.#watchers.add(look);
      look();
    });
  }

  close(): void {
    clearInterval(this.#consent);
    this.#dtls.close();
    this.#socket.close();
  }

  #listen(socket: Socket): Socket {
    socket.on('message', data => {
      this.#receive(data);
      for (const look of [...this.#watchers]) look();
    });
    return socket;
  }

  /** One socket carries all three (RFC 7983). */
  #receive(data: Buffer): void {
    if (isDtls(data)) this.#onHandshakeData(data);
    else if (!isMedia(data)) this.#receiveStun(data);
    else if (isRtcp(data)) {
      if (this.#srtcp) this.rtcp.push(...RtcpPacketConverter.deSerialize(this.#srtcp.decrypt(data)));
    } else if (this.#srtp && data.readUInt32BE(8) !== probationSsrc)
      this.rtp.push(RtpPacket.deSerialize(this.#srtp.decrypt(data)));
  }

  #receiveStun(data: Buffer): void {
    const message = parseMessage(data, Buffer.from(this.#ice.password));
    if (message?.messageClass === classes.RESPONSE) this.#answeredChecks += 1;
  }

  /** An authenticated binding request that nominates this pair, again and again: check, nomination and consent in one. */
  #check(): void {
    const { usernameFragment, password } = this.#ice;
    const request = new Message(methods.BINDING, classes.REQUEST)
      .setAttribute('USERNAME', `${usernameFragment}:conformance`)
      .setAttribute('PRIORITY', 1)
      .setAttribute('ICE-CONTROLLING', 1n)
      .setAttribute('USE-CANDIDATE', null);
    this.sendAsIs(request.addMessageIntegrity(Buffer.from(password)).addFingerprint().bytes);
  }

  #dtlsClient(): DtlsClient {
    const transport = {
      type: 'udp',
      address: this.#socket.address(),
      closed: false,
      onData: (_data: Buffer, _from: readonly [string, number]) => {},
      send: async (data: Buffer) => this.#socket.send(data),
      close: async () => {},
    };
    const [candidate] = this.#info.iceCandidates;
    this.#onHandshakeData = data => transport.onData(data, [candidate?.address ?? '', candidate?.port ?? 0]);
    return new DtlsClient({
      transport,
      cert: this.#certificate.certPem,
      key: this.#certificate.privateKey,
      signatureHash: this.#certificate.signatureHash,
      extendedMasterSecret: true,
      srtpProfiles: [profile],
    });
  }
}

async function socketTo({ iceCandidates }: TransportInfo): Promise<Socket> {
  const candidate = iceCandidates.find(({ protocol }) => protocol === 'udp');
  if (!candidate) throw new Error('the server offers no UDP candidate');
  const socket = createSocket(candidate.address.includes(':') ? 'udp6' : 'udp4');
  socket.connect(candidate.port, candidate.address);
  await once(socket, 'connect');
  return socket;
}
