/**
 * The DTLS 1.2 side of one transport, as client (RFC 6347): the handshake, the keys of SRTP that come of it (RFC 5764), and the alert that ends
 * it. Knows no ICE: datagrams come and go through two functions.
 *
 * Of our own because a load tool makes hundreds of handshakes a second: werift's, whose curves are JavaScript, took 15 ms of CPU each.
 */
import { createECDH, randomBytes, sign, timingSafeEqual } from 'node:crypto';
import type { DtlsParameters } from '../../../../../server/protocol/rtp.ts';
import { makeCipher } from '../srtp/make-cipher.ts';
import type { PacketCipher } from '../srtp/packet-cipher.ts';
import { certificate, certificateKey } from './certificate.ts';
import { type HandshakeMessage, HandshakeMessages, handshakeType } from './handshake-messages.ts';
import { clientHello, readCookie, readServerHello, type ServerHello } from './hellos.ts';
import { exported, extendedMasterSecret, recordKeys, verifyData } from './key-schedule.ts';
import { contentType, RecordLayer } from './records.ts';
import { checkServer } from './server-identity.ts';

export interface Protection {
  readonly profile: string;
  readonly outgoing: PacketCipher;
  readonly incoming: PacketCipher;
}

/** As Chromium: the first ClientHello often comes before the server knows of `connectTransport`. */
const firstRetransmission = 50; // ms, doubled each time
const longestRetransmission = 3_000;
const fatal = 2;
const closeNotify = Buffer.from([1, 0]);
const ecdsaSha256 = 0x0403;
const keyingLabel = 'EXTRACTOR-dtls_srtp'; // RFC 5764 section 4.2

/** What is sent together, and again with new record numbers until the other side answers. */
type Flight = readonly { readonly type: number; readonly fragment: Buffer; readonly encrypted: boolean }[];

export class DtlsClient {
  /** The server said that it is over, or cannot be: at any time, and more than once. */
  onAlert = () => {};
  readonly #send: (bytes: Buffer) => void;
  readonly #records = new RecordLayer();
  readonly #messages = new HandshakeMessages();
  readonly #random = randomBytes(32);
  readonly #finished = Promise.withResolvers<Protection>();
  #fingerprints: DtlsParameters['fingerprints'] = [];
  #hello: ServerHello | undefined;
  #serverCertificate: Buffer | undefined;
  #serverKeyExchange: Buffer | undefined;
  #wantsCertificate = false;
  #master: Buffer | undefined;
  #connected = false;
  #retransmission: NodeJS.Timeout | undefined;

  constructor(send: (bytes: Buffer) => void) {
    this.#send = send;
    this.#finished.promise.catch(() => {}); // often nobody waits any more
  }

  /** Resolves when the server has finished; rejects when it is not who it should be, or refuses. Until then it says hello: see `close`. */
  connect(fingerprints: DtlsParameters['fingerprints']): Promise<Protection> {
    this.#fingerprints = fingerprints;
    this.#sayHello(Buffer.alloc(0));
    return this.#finished.promise;
  }

  receive(datagram: Buffer): void {
    try {
      for (const { type, fragment, encrypted } of this.#records.read(datagram)) {
        if (type === contentType.alert) this.#takeAlert(fragment, encrypted);
        if (type !== contentType.handshake || !this.#retransmission) continue;
        for (const message of this.#messages.read(fragment)) this.#take(message, encrypted);
      }
    } catch (error) {
      this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  /** Ends a handshake that is under way, or tells the server that it is over, as a browser does. */
  close(): void {
    this.#fail(new Error('closed'));
    if (this.#connected) this.#send(this.#records.write(contentType.alert, closeNotify, true));
    this.#connected = false;
  }

  #take({ type, body }: HandshakeMessage, encrypted: boolean): void {
    if (type === handshakeType.helloVerifyRequest) {
      this.#messages.forget();
      this.#sayHello(readCookie(body));
    } else if (type === handshakeType.serverHello) this.#hello = readServerHello(body);
    else if (type === handshakeType.certificate) this.#serverCertificate = firstCertificate(body);
    else if (type === handshakeType.serverKeyExchange) this.#serverKeyExchange = body;
    else if (type === handshakeType.certificateRequest) this.#wantsCertificate = true;
    else if (type === handshakeType.serverHelloDone) this.#answer();
    else if (type === handshakeType.finished && encrypted) this.#finish(body);
    else throw new Error(`a message of type ${type} in a handshake`);
  }

  #sayHello(cookie: Buffer): void {
    const hello = this.#messages.write(handshakeType.clientHello, clientHello(this.#random, cookie));
    this.#transmit([{ type: contentType.handshake, fragment: hello, encrypted: false }]);
  }

  /** The server is who it should be: our certificate if it wants one, our half of the key, and that both are ours. */
  #answer(): void {
    const { hello, exchange } = this.#checkedServer();
    const { publicKey, preMaster } = agree(exchange);
    const randoms = { client: this.#random, server: hello.random };
    const plain = this.#wantsCertificate
      ? [this.#messages.write(handshakeType.certificate, certificateList)]
      : [];
    plain.push(
      this.#messages.write(handshakeType.clientKeyExchange, Buffer.from([publicKey.length]), publicKey),
    );
    const master = extendedMasterSecret(preMaster, this.#messages.transcript);
    if (this.#wantsCertificate) {
      const proof = signed(this.#messages.transcript);
      plain.push(this.#messages.write(handshakeType.certificateVerify, proof));
    }
    const keys = recordKeys(master, randoms);
    this.#records.protect(keys.client, keys.server);
    this.#master = master;
    const proof = verifyData(master, 'client', this.#messages.transcript);
    const finished = this.#messages.write(handshakeType.finished, proof);
    this.#transmit([
      ...plain.map(fragment => ({ type: contentType.handshake, fragment, encrypted: false })),
      { type: contentType.changeCipherSpec, fragment: Buffer.from([1]), encrypted: false },
      { type: contentType.handshake, fragment: finished, encrypted: true },
    ]);
  }

  #checkedServer() {
    const [hello, message] = [this.#hello, this.#serverKeyExchange];
    if (!hello || !message) throw new Error('the server left out a part of its handshake');
    const exchange = { clientRandom: this.#random, serverRandom: hello.random, message };
    checkServer(this.#serverCertificate, exchange, this.#fingerprints);
    return { hello, exchange: message };
  }

  #finish(proof: Buffer): void {
    const [master, hello] = [this.#master, this.#hello];
    if (!master || !hello) throw new Error('the server finished before its time');
    const expected = verifyData(master, 'server', this.#messages.transcriptBeforeLast);
    if (proof.length !== expected.length || !timingSafeEqual(proof, expected))
      throw new Error('the server saw another handshake');
    this.#stop();
    this.#connected = true;
    const { profile } = hello;
    const { keyBytes, saltBytes } = profile;
    const randoms = { client: this.#random, server: hello.random };
    const keys = exported(master, keyingLabel, randoms, 2 * (keyBytes + saltBytes));
    const [key, salt] = [keys.subarray(0, 2 * keyBytes), keys.subarray(2 * keyBytes)];
    const ours = { key: key.subarray(0, keyBytes), salt: salt.subarray(0, saltBytes) };
    const theirs = { key: key.subarray(keyBytes), salt: salt.subarray(saltBytes) };
    this.#finished.resolve({
      profile: profile.name,
      outgoing: makeCipher(profile, ours),
      incoming: makeCipher(profile, theirs),
    });
  }

  #takeAlert(alert: Buffer, encrypted: boolean): void {
    if (encrypted) this.onAlert();
    else if (alert[0] === fatal && !this.#master)
      throw new Error(`the server refused the handshake: alert ${alert[1]}`);
  }

  /** In one datagram: all of it is shorter than any path's. */
  #transmit(flight: Flight, again = firstRetransmission): void {
    this.#stop();
    const records = flight.map(({ type, fragment, encrypted }) =>
      this.#records.write(type, fragment, encrypted),
    );
    this.#send(Buffer.concat(records));
    const next = Math.min(2 * again, longestRetransmission);
    this.#retransmission = setTimeout(() => this.#transmit(flight, next), again);
  }

  #fail(error: Error): void {
    this.#stop();
    this.#finished.reject(error);
  }

  #stop(): void {
    clearTimeout(this.#retransmission);
    this.#retransmission = undefined;
  }
}

/** Lengths of three bytes: of the list, and of each in it. */
const certificateList = Buffer.concat([
  length24(certificate.length + 3),
  length24(certificate.length),
  certificate,
]);

function length24(length: number): Buffer {
  const bytes = Buffer.alloc(3);
  bytes.writeUIntBE(length, 0, 3);
  return bytes;
}

function firstCertificate(list: Buffer): Buffer {
  return list.subarray(6, 6 + list.readUIntBE(3, 3));
}

/** A key of our own for this handshake, and what it makes with that of the server (RFC 8422 section 5.10). */
function agree(serverKeyExchange: Buffer): { publicKey: Buffer; preMaster: Buffer } {
  const theirs = serverKeyExchange.subarray(4, 4 + serverKeyExchange.readUInt8(3));
  const curve = createECDH('prime256v1');
  return { publicKey: curve.generateKeys(), preMaster: curve.computeSecret(theirs) };
}

/** RFC 5246 section 7.4.8. */
function signed(transcript: Buffer): Buffer {
  const signature = sign('sha256', transcript, certificateKey);
  const head = Buffer.alloc(4);
  head.writeUInt16BE(ecdsaSha256, 0);
  head.writeUInt16BE(signature.length, 2);
  return Buffer.concat([head, signature]);
}
