/**
 * A real worker with the plain mediasoup API, as the far side of load transports: one router, transports on one WebRtcServer, and the
 * parameters of its consumers as a load peer is told of them.
 */
import type {
  Consumer,
  Producer,
  Router,
  RtpParameters,
  WebRtcServer,
  WebRtcTransport,
  WebRtcTransportOptions,
  Worker,
} from 'mediasoup/types';
import { mediaCodecs } from '../../../../server/media/codecs.ts';
import { createWorker } from '../../../../server/media/create-worker.ts';
import type { TransportInfo } from '../../../../server/protocol/rtp.ts';
import { receivesAll } from '../../../support/media.ts';
import { workerBin } from '../../../support/worker-bin.ts';
import type {
  CreateTransport,
  LoadTransport,
  ReceivedStreamOptions,
  TransportOptions,
} from '../transport.ts';

export interface Connected {
  readonly client: LoadTransport;
  readonly server: WebRtcTransport;
}

type Change = Partial<TransportOptions>;

export class Engine {
  readonly worker: Worker;
  readonly router: Router;
  readonly #server: WebRtcServer;

  private constructor(worker: Worker, router: Router, server: WebRtcServer) {
    this.worker = worker;
    this.router = router;
    this.#server = server;
  }

  /** On free ports of these addresses, by UDP and TCP. */
  static async start(...addresses: readonly string[]): Promise<Engine> {
    const worker = await createWorker({ workerBin: await workerBin(), logLevel: 'warn' });
    const listenInfos = addresses.flatMap(ip =>
      (['udp', 'tcp'] as const).map(protocol => ({ protocol, ip, recvBufferSize: 4_000_000 })),
    );
    const server = await worker.createWebRtcServer({ listenInfos });
    return new Engine(worker, await worker.createRouter({ mediaCodecs }), server);
  }

  /** Both sides of a transport, not connected yet. */
  async open(create: CreateTransport, change: Change = {}, engine: Partial<WebRtcTransportOptions> = {}) {
    const server = await this.router.createWebRtcTransport({
      webRtcServer: this.#server,
      enableUdp: true,
      enableTcp: true,
      ...engine,
    } as WebRtcTransportOptions);
    const client = create({ ...usual, info: infoOf(server), ...change });
    await server.connect({ dtlsParameters: client.dtlsParameters });
    return { client, server };
  }

  async connect(create: CreateTransport, change: Change = {}): Promise<Connected> {
    const both = await this.open(create, change);
    await both.client.connect();
    return both;
  }

  close(): void {
    this.worker.close();
  }
}

const usual: Omit<TransportOptions, 'info'> = {
  direction: 'send',
  iceServers: [],
  way: 'udp',
  verifyOneIn: 1,
  onLost: () => {},
};

export function infoOf(transport: WebRtcTransport): TransportInfo {
  const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
  return { transportId: id, iceParameters, iceCandidates, dtlsParameters } as TransportInfo;
}

/** Resumed: to be called when the client has the stream. */
export async function consume(
  server: WebRtcTransport,
  producer: Producer,
): Promise<{ consumer: Consumer; stream: ReceivedStreamOptions }> {
  const consumer = await server.consume({
    producerId: producer.id,
    rtpCapabilities: receivesAll,
    paused: true,
  });
  return { consumer, stream: streamOf(consumer.rtpParameters, consumer.kind) };
}

function streamOf(
  { codecs, encodings = [], headerExtensions = [] }: RtpParameters,
  kind: 'audio' | 'video',
): ReceivedStreamOptions {
  const [codec, rtx] = codecs;
  const [encoding] = encodings;
  if (!codec || encoding?.ssrc === undefined) throw new Error('a consumer without a stream');
  return {
    kind,
    ssrc: encoding.ssrc,
    payloadType: codec.payloadType,
    clockRate: codec.clockRate,
    ...(codec.mimeType === 'video/VP8' && { codec: 'VP8' as const }),
    ...(encoding.rtx && { rtxSsrc: encoding.rtx.ssrc }),
    ...(rtx && { rtxPayloadType: rtx.payloadType }),
    extensions: new Map(headerExtensions.map(({ uri, id }) => [uri, id])),
    nack: codec.rtcpFeedback?.some(({ type, parameter }) => type === 'nack' && !parameter) ?? false,
  };
}
