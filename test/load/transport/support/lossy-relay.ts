/** Between one client and a media port: hands datagrams on, and drops some media of either direction, one in so many. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

export class LossyRelay {
  readonly port: number;
  /** 0: none is dropped. One in so many of RTP; RTCP, ICE and DTLS always go through. */
  dropOneIn = 0;
  dropped = 0;
  /** Nothing at all goes through. */
  isCut = false;
  readonly #near: Socket;
  readonly #far: Socket;
  #clientPort = 0;
  #count = 0;

  private constructor(near: Socket, far: Socket) {
    this.#near = near;
    this.#far = far;
    this.port = near.address().port;
    near.on('message', (bytes, { port }) => {
      this.#clientPort = port;
      if (this.#passes(bytes)) far.send(bytes);
    });
    far.on('message', bytes => {
      if (this.#passes(bytes)) near.send(bytes, this.#clientPort, '127.0.0.1');
    });
  }

  static async to(port: number): Promise<LossyRelay> {
    const [near, far] = [createSocket('udp4'), createSocket('udp4')];
    near.bind(0, '127.0.0.1');
    await once(near, 'listening');
    far.connect(port, '127.0.0.1');
    await once(far, 'connect');
    return new LossyRelay(near, far);
  }

  close(): void {
    this.#near.close();
    this.#far.close();
  }

  #passes(bytes: Buffer): boolean {
    if (this.isCut) return false;
    const [first = 0, second = 0] = bytes;
    const isRtp = first >> 6 === 2 && (second < 192 || second >= 224);
    if (!isRtp || this.dropOneIn === 0) return true;
    this.#count += 1;
    if (this.#count % this.dropOneIn !== 0) return true;
    this.dropped += 1;
    return false;
  }
}
