/**
 * One generation of a peer's media: its two transports on the room's router. Disposable; what the peer publishes and wants
 * outlives it. Dies with the router, or is closed by the generations that it is one of.
 */
import { RequestError } from '../errors.ts';
import { adopt } from '../lib/adopt.ts';
import type { DtlsParameters, EngineTransport, IceParameters } from '../media/engine.ts';
import type { RoomRouter } from '../media/room-router.ts';
import { forWorker } from '../media/transport-info.ts';
import type { TransportInfo } from '../protocol/rtp.ts';

export class PeerMedia {
  readonly generation: number;
  readonly send: EngineTransport;
  readonly recv: EngineTransport;
  readonly #router: RoomRouter;
  /** What the client has begun to use, and when (performance.now()). */
  readonly #connected = new Map<EngineTransport, number>();

  private constructor(router: RoomRouter, generation: number, send: EngineTransport, recv: EngineTransport) {
    this.#router = router;
    this.generation = generation;
    this.send = send;
    this.recv = recv;
  }

  /** Rejects, with nothing left behind, when the router dies meanwhile. `data`: its transports carry data channels too. */
  static async create(router: RoomRouter, generation: number, data: boolean): Promise<PeerMedia> {
    const created = await Promise.allSettled([router.createTransport(data), router.createTransport(data)]);
    const [send, recv] = created.map(result => (result.status === 'fulfilled' ? result.value : undefined));
    try {
      if (!send || !recv) throw created.find(result => result.status === 'rejected')?.reason;
      return new PeerMedia(router, generation, adopt(router, send), adopt(router, recv));
    } catch (error) {
      send?.close();
      recv?.close();
      throw error;
    }
  }

  /** It is lost: its router has died, or it was closed. */
  get closed(): boolean {
    return this.send.closed || this.recv.closed;
  }

  /** The client has begun to use all of it. */
  get isConnected(): boolean {
    return this.#connected.has(this.send) && this.#connected.has(this.recv);
  }

  /** performance.now() of when the client began to connect that transport, which may be long after it was made; undefined: not yet. */
  beganAt(transport: EngineTransport): number | undefined {
    return this.#connected.get(transport);
  }

  close(): void {
    this.send.close();
    this.recv.close();
  }

  info(): { generation: number; sendTransport: TransportInfo; recvTransport: TransportInfo } {
    return {
      generation: this.generation,
      sendTransport: this.#router.transportInfo(this.send),
      recvTransport: this.#router.transportInfo(this.recv),
    };
  }

  /** Idempotent: parameters given again are not looked at, as DTLS takes them only once. */
  async connect(transportId: string, dtlsParameters: DtlsParameters): Promise<void> {
    const transport = this.#transport(transportId);
    if (this.#connected.has(transport)) return;
    this.#connected.set(transport, performance.now());
    try {
      await transport.connect({ dtlsParameters: forWorker(dtlsParameters) });
    } catch (error) {
      this.#connected.delete(transport);
      throw transport.closed ? new RequestError('unavailable') : error;
    }
  }

  async restartIce(transportId: string): Promise<IceParameters> {
    const transport = this.#transport(transportId);
    try {
      return await transport.restartIce();
    } catch (error) {
      throw transport.closed ? new RequestError('unavailable') : error;
    }
  }

  /** On both transports so far: RTP, RTCP, DTLS, data; a WebRtcServer does not count ICE checks (mediasoup 3.27). Rejects when the engine does not answer any more. */
  async bytesReceived(): Promise<number> {
    const stats = await Promise.all([this.send.getStats(), this.recv.getStats()]);
    return stats.flat().reduce((total, { bytesReceived }) => total + bytesReceived, 0);
  }

  #transport(transportId: string): EngineTransport {
    const transport = [this.send, this.recv].find(({ id }) => id === transportId);
    if (!transport) throw new RequestError('not-found', 'transportId');
    if (transport.closed) throw new RequestError('unavailable');
    return transport;
  }
}
