/**
 * A line between browser and server that can break: forwards TCP from a port of its own to the server's. Media do not take it.
 */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

const loopback = '127.0.0.1';

export class TcpRelay {
  readonly #server = createServer(socket => this.#forward(socket));
  readonly #sockets = new Set<Socket>();
  readonly #serverPort: number;
  #cut = false;

  private constructor(serverPort: number) {
    this.#serverPort = serverPort;
  }

  static async to(serverUrl: string): Promise<TcpRelay> {
    const relay = new TcpRelay(Number(new URL(serverUrl).port));
    relay.#server.listen(0, loopback);
    await once(relay.#server, 'listening');
    return relay;
  }

  get url(): string {
    const address = this.#server.address();
    if (typeof address !== 'object' || address === null) throw new Error('not listening');
    return `http://${loopback}:${address.port}`;
  }

  /** Every connection breaks, without a word, and new ones do as soon as they are there. */
  cut(): void {
    this.#cut = true;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  restore(): void {
    this.#cut = false;
  }

  close(): void {
    this.cut();
    this.#server.close();
  }

  #forward(front: Socket): void {
    if (this.#cut) {
      front.resetAndDestroy();
      return;
    }
    const back = connect(this.#serverPort, loopback);
    for (const [socket, other] of [
      [front, back],
      [back, front],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => {}); // a close follows
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}
