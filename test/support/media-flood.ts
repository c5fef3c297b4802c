/**
 * Sends what nobody asked for to a media port: junk of every kind that the port tells apart, what was recorded of a call, and forged
 * packets, from addresses that are nobody's; and connections over TCP that carry junk. Knows the formats, not the server.
 */
import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket as TcpSocket } from 'node:net';
import { classes, Message, methods, RtpHeader, RtpPacket } from 'werift';

export interface FloodOptions {
  readonly port: number;
  /** What is recorded of a call, as it went over the network. */
  readonly recorded: () => readonly Buffer[];
  /** Of streams that others send or receive: forged packets carry them. */
  readonly ssrcs: readonly number[];
  /** Of transports of others: forged ICE checks carry them. */
  readonly usernames: readonly string[];
}

const everyMs = 5;
const each = 25; // packets at a time: 5,000 a second
const sockets = 8;
const connections = 40;

/** Goes on until `stop`. */
export class MediaFlood {
  sent = 0;
  readonly #options: FloodOptions;
  readonly #sockets: Socket[];
  readonly #connections: TcpSocket[];
  readonly #timer: NodeJS.Timeout;

  private constructor(options: FloodOptions, udp: Socket[], tcp: TcpSocket[]) {
    this.#options = options;
    this.#sockets = udp;
    this.#connections = tcp;
    this.#timer = setInterval(() => this.#burst(), everyMs);
  }

  static async start(options: FloodOptions): Promise<MediaFlood> {
    const udp = Array.from({ length: sockets }, () => createSocket('udp4'));
    for (const socket of udp) {
      socket.connect(options.port, '127.0.0.1');
      await once(socket, 'connect');
    }
    const tcp = Array.from({ length: connections }, () => connect(options.port, '127.0.0.1'));
    for (const socket of tcp) socket.on('error', () => {}); // it is cut off, as it should be
    return new MediaFlood(options, udp, tcp);
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const socket of this.#sockets) socket.close();
    for (const socket of this.#connections) socket.destroy();
  }

  #burst(): void {
    for (let count = 0; count < each; count += 1) {
      const packet = this.#packet();
      this.#sockets[this.sent % sockets]?.send(packet);
      this.sent += 1;
    }
    const tcp = this.#connections[this.sent % connections];
    if (tcp?.writable) tcp.write(Buffer.concat([Buffer.from([0, 200]), randomBytes(200)]));
  }

  #packet(): Buffer {
    const kinds = [junk, clientHello, () => this.#replayed(), () => this.#rtp(), () => this.#rtcp()];
    const kind = [...kinds, () => this.#check()][this.sent % 6];
    return kind?.() ?? junk();
  }

  /** ICE checks are left out: who can record them can take the path until the next one. */
  #replayed(): Buffer {
    const recorded = this.#options.recorded().filter(([first = 0]) => first >= 20);
    return recorded[Math.floor(Math.random() * recorded.length)] ?? junk();
  }

  #rtp(): Buffer {
    const [sequenceNumber, timestamp] = [randomBytes(2).readUInt16BE(), randomBytes(4).readUInt32BE()];
    const header = new RtpHeader({ ssrc: this.#ssrc(), payloadType: 111, sequenceNumber, timestamp });
    return new RtpPacket(header, Buffer.from('forged')).serialize();
  }

  /** A goodbye of a stream (BYE), then the length of an authentication tag. */
  #rtcp(): Buffer {
    const packet = Buffer.concat([Buffer.from([0x81, 203, 0, 1, 0, 0, 0, 0]), randomBytes(14)]);
    packet.writeUInt32BE(this.#ssrc(), 4);
    return packet;
  }

  /** Of a client that knows the name of a transport, and not its password. */
  #check(): Buffer {
    const { usernames } = this.#options;
    const request = new Message(methods.BINDING, classes.REQUEST)
      .setAttribute('USERNAME', `${usernames[this.sent % usernames.length]}:forged`)
      .setAttribute('PRIORITY', 1)
      .setAttribute('ICE-CONTROLLING', 1n)
      .setAttribute('USE-CANDIDATE', null);
    return request.addMessageIntegrity(randomBytes(32)).addFingerprint().bytes;
  }

  #ssrc(): number {
    const { ssrcs } = this.#options;
    return ssrcs[this.sent % ssrcs.length] ?? 1;
  }
}

/** Begins like STUN, DTLS, RTP or RTCP, or like nothing. */
function junk(): Buffer {
  const data = randomBytes(20 + Math.floor(Math.random() * 1_180));
  const first = [0, 1, 20, 22, 23, 64, 128, 144, 255];
  data[0] = first[Math.floor(Math.random() * first.length)] ?? 0;
  return data;
}

/** As far as a server reads before it answers: a record of DTLS 1.2 with a ClientHello of one cipher suite (RFC 6347). */
function clientHello(): Buffer {
  const body = Buffer.concat([
    Buffer.from([0xfe, 0xfd]),
    randomBytes(32),
    Buffer.from([0, 0, 0, 2, 0xc0, 0x2b, 1, 0]), // no session, no cookie, one suite, no compression
  ]);
  const length = body.length;
  const handshake = Buffer.from([1, 0, 0, length, 0, 0, 0, 0, 0, 0, 0, length]);
  const record = Buffer.from([22, 0xfe, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, length + handshake.length]);
  return Buffer.concat([record, handshake, body]);
}
