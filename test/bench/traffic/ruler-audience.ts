/** The same audience at the ruler: plain sockets, nothing encrypted, the time of sending in the packet. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Audience, AudienceOptions, Totals } from './audience.ts';
import { packetBytes } from './stream.ts';

const receiveBuffer = 1_000_000; // bytes, so that a burst waits here and is not lost

export class RulerAudience implements Audience {
  onDelay = (_: number) => {};
  readonly #publisher: Socket;
  readonly #sockets: readonly Socket[];
  readonly #packet = Buffer.alloc(packetBytes);
  #received = 0;

  private constructor(publisher: Socket, sockets: readonly Socket[]) {
    this.#publisher = publisher;
    this.#sockets = sockets;
    for (const socket of sockets) socket.on('message', packet => this.#arrived(packet));
  }

  /** Resolves when the ruler can know all of them: it reads in order, and the publisher speaks later. */
  static async gather({ server, subscribers }: AudienceOptions): Promise<RulerAudience> {
    const port = Number(new URL(server.url).port);
    const open = async () => {
      const socket = createSocket({ type: 'udp4', recvBufferSize: receiveBuffer });
      socket.connect(port, '127.0.0.1');
      await once(socket, 'connect');
      return socket;
    };
    const sockets = await Promise.all(Array.from({ length: subscribers }, open));
    for (const socket of sockets) socket.send('+');
    return new RulerAudience(await open(), sockets);
  }

  get subscribers(): number {
    return this.#sockets.length;
  }

  send(): void {
    this.#packet.writeDoubleLE(performance.now());
    this.#publisher.send(this.#packet);
  }

  totals(): Totals {
    return { received: this.#received, bytes: this.#received * packetBytes };
  }

  close(): void {
    for (const socket of [this.#publisher, ...this.#sockets]) socket.close();
  }

  #arrived(packet: Buffer): void {
    this.#received += 1;
    this.onDelay(performance.now() - packet.readDoubleLE());
  }
}
