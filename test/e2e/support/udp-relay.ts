/**
 * A network between browser and server that can go away or become thin: forwards UDP from a port of its own to the server's.
 */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { Bottleneck } from './bottleneck.ts';

const loopback = '127.0.0.1';
/** Bytes, as far as the system gives them: what a busy machine makes late is not to be lost here. */
const recvBufferSize = 4_000_000;
const newSocket = () => createSocket({ type: 'udp4', recvBufferSize });

export class UdpRelay {
  readonly #front = newSocket();
  /** By the browser's port: the socket with which the server sees it. */
  readonly #paths = new Map<number, Socket>();
  readonly #dead = new Set<number>();
  readonly #serverPort: number;
  readonly #serverAddress: string;
  /** From the browser to the server, and back. */
  readonly up = new Bottleneck();
  readonly down = new Bottleneck();
  #cut = false;
  #closed = false;

  private constructor(serverPort: number, serverAddress: string) {
    this.#serverPort = serverPort;
    this.#serverAddress = serverAddress;
    this.#front.on('message', (packet, { port, address }) => this.#toServer(packet, port, address));
  }

  /** It listens at the address at which the server does. */
  static async to(serverPort: number, serverAddress = loopback): Promise<UdpRelay> {
    const relay = new UdpRelay(serverPort, serverAddress);
    relay.#front.bind(0, serverAddress);
    await once(relay.#front, 'listening');
    return relay;
  }

  get port(): number {
    return this.#front.address().port;
  }

  /** Nothing passes any more. */
  cut(): void {
    this.#cut = true;
    for (const port of this.#paths.keys()) this.#dead.add(port);
  }

  /** A new network: what comes from other ports of the browser passes, the paths of before are gone for good. */
  restore(): void {
    this.#cut = false;
  }

  close(): void {
    this.#closed = true;
    this.#front.close();
    for (const socket of this.#paths.values()) socket.close();
  }

  #toServer(packet: Buffer, browserPort: number, browserAddress: string): void {
    if (this.#cut || this.#dead.has(browserPort)) return;
    let path = this.#paths.get(browserPort);
    if (!path) {
      path = newSocket();
      path.on('message', answer => this.#toBrowser(answer, browserPort, browserAddress));
      this.#paths.set(browserPort, path);
    }
    const sending = path;
    this.up.pass(packet.length, () => {
      if (!this.#closed) sending.send(packet, this.#serverPort, this.#serverAddress);
    });
  }

  #toBrowser(packet: Buffer, browserPort: number, browserAddress: string): void {
    if (this.#cut || this.#dead.has(browserPort)) return;
    this.down.pass(packet.length, () => {
      if (!this.#closed) this.#front.send(packet, browserPort, browserAddress);
    });
  }
}
