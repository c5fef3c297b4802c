/**
 * The engine's side of one room: its router, the way to make transports on it, and its speakers. Owned and closed by the
 * room; dies with its worker.
 */
import type { WebRtcTransportOptions } from 'mediasoup/types';
import type { TransportInfo } from '../protocol/rtp.ts';
import { DataRouter } from './data-router.ts';
import type { EngineRouter, EngineTransport, RtpCapabilities } from './engine.ts';
import type { OfferCandidates } from './offered-candidates.ts';
import { observeSpeakers, type Speakers, type SpeakersReport } from './speakers.ts';
import { transportInfo } from './transport-info.ts';
import type { WorkerLoad } from './worker-load.ts';

/** Where transports listen: a worker's WebRtcServer, or addresses of their own; and what clients are told of that. */
export type Listening = (
  | Pick<Required<WebRtcTransportOptions>, 'webRtcServer'>
  | Pick<Required<WebRtcTransportOptions>, 'listenInfos'>
) & { readonly offer?: OfferCandidates };

// A first estimate that lets a 360p layer through at once; congestion control corrects it within seconds.
const initialAvailableOutgoingBitrate = 1_000_000; // bit/s

export class RoomRouter {
  /** What its worker has to do, where that is known. */
  readonly worker: WorkerLoad | undefined;
  readonly #router: EngineRouter;
  readonly #listening: Listening;
  readonly #speakers: Speakers;
  #data: Promise<DataRouter> | undefined;

  private constructor(
    router: EngineRouter,
    listening: Listening,
    speakers: Speakers,
    worker: WorkerLoad | undefined,
  ) {
    this.worker = worker;
    this.#router = router;
    this.#listening = listening;
    this.#speakers = speakers;
  }

  /** Takes over `router`: closes it when it cannot be used. */
  static async create(router: EngineRouter, listening: Listening, worker?: WorkerLoad): Promise<RoomRouter> {
    try {
      return new RoomRouter(router, listening, await observeSpeakers(router), worker);
    } catch (error) {
      router.close();
      throw error;
    }
  }

  get closed(): boolean {
    return this.#router.closed;
  }

  /** Fires once, for every way in which the router can die. */
  get observer(): { once(event: 'close', listener: () => void): unknown } {
    return this.#router.observer;
  }

  close(): void {
    this.#router.close();
  }

  /** Made when the first asks for it: most rooms may never carry a message. Rejects when it cannot be made. */
  get data(): Promise<DataRouter> {
    this.#data ??= DataRouter.create(this.#router).catch((error: unknown) => {
      this.#data = undefined; // the next who asks tries anew
      throw error;
    });
    return this.#data;
  }

  /** `data`: it carries data channels too. */
  createTransport(data = false): Promise<EngineTransport> {
    return createTransport(this.#router, this.#listening, data);
  }

  /** What a client is told of a transport that was made here. */
  transportInfo(transport: EngineTransport): TransportInfo {
    return transportInfo(transport, this.#listening.offer);
  }

  canConsume(engineId: string, rtpCapabilities: RtpCapabilities): boolean {
    return this.#router.canConsume({ producerId: engineId, rtpCapabilities });
  }

  /** Calls `listener` with who is heard, until the router dies. */
  onSpeakers(listener: (report: SpeakersReport) => void): void {
    this.#speakers.onReport(listener);
  }

  /** Lets an audio producer, by its engine id, take part in the speaker reports. */
  listenTo(engineId: string): Promise<void> {
    return this.#speakers.add(engineId);
  }
}

/** UDP first, TCP as well (RFC 6544, passive), so that networks without UDP still work. `data`: it carries data channels too. */
export function createTransport(
  router: EngineRouter,
  { offer: _, ...listening }: Listening,
  data: boolean,
): Promise<EngineTransport> {
  return router.createWebRtcTransport({
    ...listening,
    enableUdp: true,
    enableTcp: true,
    preferUdp: true,
    initialAvailableOutgoingBitrate,
    enableSctp: data,
  });
}
