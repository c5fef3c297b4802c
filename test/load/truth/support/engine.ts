/**
 * A worker with one router, and load transports to it without the rest of the server: what a transport counts is held against the
 * engine's own counts.
 */
import type { Consumer, Producer, Router, WebRtcTransport } from 'mediasoup/types';
import { onTestFinished } from 'vitest';
import { mediaCodecs } from '../../../../server/media/codecs.ts';
import { createWorker } from '../../../../server/media/create-worker.ts';
import type { RtpParameters } from '../../../../server/protocol/rtp.ts';
import { UdpRelay } from '../../../e2e/support/udp-relay.ts';
import { receivesAll } from '../../../support/media.ts';
import { workerBin } from '../../../support/worker-bin.ts';
import type { VideoCodec } from '../../scenario/scenario.ts';
import type {
  CreateTransport,
  LoadTransport,
  ReceivedStream,
  SentStream,
} from '../../transport/transport.ts';

const host = '127.0.0.1';

export async function startRouter(): Promise<Router> {
  const worker = await createWorker({ workerBin: await workerBin() });
  onTestFinished(() => worker.close());
  return worker.createRouter({ mediaCodecs });
}

export interface Side {
  readonly engine: WebRtcTransport;
  readonly client: LoadTransport;
  readonly relay: UdpRelay;
  /** Why it was lost. */
  readonly lost: string[];
}

/** A transport and its client, connected by way of a relay that can lose packets. */
export async function connectTo(
  router: Router,
  direction: 'send' | 'recv',
  create: CreateTransport,
): Promise<Side> {
  const engine = await router.createWebRtcTransport({ listenInfos: [{ protocol: 'udp', ip: host }] });
  const { id, iceParameters, iceCandidates, dtlsParameters } = engine;
  const relay = await UdpRelay.to(iceCandidates[0]?.port ?? 0, host);
  const throughRelay = iceCandidates.map(candidate => ({ ...candidate, port: relay.port }));
  const lost: string[] = [];
  const client = create({
    info: { transportId: id, iceParameters, iceCandidates: throughRelay, dtlsParameters } as never,
    direction,
    iceServers: [],
    way: 'udp',
    verifyOneIn: 1,
    onLost: why => lost.push(why),
  });
  onTestFinished(() => {
    client.close();
    relay.close();
  });
  await engine.connect({ dtlsParameters: client.dtlsParameters });
  await client.connect();
  return { engine, client, relay, lost };
}

/** Publishes, and gives the stream to send it with. */
export async function publish(
  { engine, client }: Side,
  rtpParameters: RtpParameters,
  onKeyFrameRequest: () => void,
): Promise<{ producer: Producer; stream: SentStream }> {
  const [codec, rtx] = rtpParameters.codecs;
  const [encoding] = rtpParameters.encodings;
  if (!codec || encoding?.ssrc === undefined) throw new Error('no stream with an SSRC');
  const kind = codec.mimeType.startsWith('audio') ? 'audio' : 'video';
  const producer = await engine.produce({ kind, rtpParameters });
  const stream = client.send({
    kind,
    ssrc: encoding.ssrc,
    ...(encoding.rtx && rtx && { rtxSsrc: encoding.rtx.ssrc, rtxPayloadType: rtx.payloadType }),
    payloadType: codec.payloadType,
    clockRate: codec.clockRate,
    cname: 'test',
    mid: String(rtpParameters.mid),
    extensions: idsOf(rtpParameters),
    sequenceNumber: 65_000,
    onKeyFrameRequest,
  });
  return { producer, stream };
}

/** Consumes, and gives the stream that is received. */
export async function receive(
  { engine, client }: Side,
  producer: Producer,
  hears: { onFirstPacket?(): void; onFirstKeyFrame?(): void } = {},
): Promise<{ consumer: Consumer; stream: ReceivedStream }> {
  const consumer = await engine.consume({
    producerId: producer.id,
    rtpCapabilities: receivesAll,
    paused: true,
  });
  const { rtpParameters, kind } = consumer;
  const [codec, rtx] = rtpParameters.codecs;
  const [encoding] = rtpParameters.encodings ?? [];
  if (!codec || encoding?.ssrc === undefined) throw new Error('no stream with an SSRC');
  const stream = client.receive({
    kind,
    ...(kind === 'video' && { codec: codec.mimeType.slice('video/'.length) as VideoCodec }),
    ssrc: encoding.ssrc,
    ...(encoding.rtx && rtx && { rtxSsrc: encoding.rtx.ssrc, rtxPayloadType: rtx.payloadType }),
    payloadType: codec.payloadType,
    clockRate: codec.clockRate,
    extensions: idsOf(rtpParameters as RtpParameters),
    nack: codec.rtcpFeedback?.some(({ type, parameter }) => type === 'nack' && !parameter) ?? false,
    ...hears,
  });
  await consumer.resume();
  return { consumer, stream };
}

function idsOf({ headerExtensions = [] }: Pick<RtpParameters, 'headerExtensions'>): Map<string, number> {
  return new Map(headerExtensions.map(({ uri, id }) => [uri, id]));
}
