/**
 * The media of one peer at a moment, for operators: asks the engine about its transports and about every stream on them. Changes nothing.
 */
import type { ConsumerStat, ProducerStat } from 'mediasoup/types';
import { RequestError } from '../errors.ts';
import type { EngineTransport } from '../media/engine.ts';
import type { MediaReport } from '../protocol/operating.ts';
import { sentLayers } from './layer-report.ts';
import type { Peer } from './peer.ts';
import type { Publication } from './publication.ts';
import type { Subscription } from './subscription.ts';

type TransportReport = MediaReport['transports'][number];
type SentReport = MediaReport['sends'][number];
type ReceivedReport = MediaReport['receives'][number];

/** RFC 3550, section 6.4.1: the fraction of packets lost is in 256ths. */
const whole = 256;

/**
 * One call of the worker for each stream, all at once. What ends meanwhile is left out; throws `unavailable` when that is the whole
 * generation.
 */
export async function mediaReportOf(peer: Peer): Promise<MediaReport> {
  const { media } = peer;
  const [send, recv, sends, receives] = await Promise.all([
    ifThere(transportReport('send', media.send)),
    ifThere(transportReport('recv', media.recv)),
    Promise.all([...peer.publishing.all].map(each => ifThere(sentReport(each)))),
    Promise.all(peer.subscriptions.all.map(each => ifThere(receivedReport(each)))),
  ]);
  if (!send || !recv) throw new RequestError('unavailable');
  return {
    generation: media.generation,
    transports: [send, recv],
    sends: sends.filter(each => each !== undefined),
    receives: receives.filter(each => each !== undefined),
  };
}

/** The engine rejects what is asked of something that it has closed. */
function ifThere<T>(report: Promise<T>): Promise<T | undefined> {
  return report.catch(() => undefined);
}

async function transportReport(
  direction: TransportReport['direction'],
  transport: EngineTransport,
): Promise<TransportReport> {
  const [stats] = await transport.getStats();
  if (!stats) throw new RequestError('unavailable');
  const { availableIncomingBitrate, availableOutgoingBitrate } = stats;
  const estimate = direction === 'send' ? availableIncomingBitrate : availableOutgoingBitrate;
  return {
    direction,
    ice: stats.iceState,
    dtls: stats.dtlsState,
    protocol: stats.iceSelectedTuple?.protocol ?? null,
    up: stats.recvBitrate,
    down: stats.sendBitrate,
    estimate: estimate || null, // 0 while nothing has been estimated
  };
}

async function sentReport({ producerId, source, paused, producer }: Publication): Promise<SentReport> {
  const streams = (await producer?.getStats()) ?? [];
  return { producerId, source, paused, encodings: streams.map(streamReport) };
}

async function receivedReport({ consumer, publication }: Subscription): Promise<ReceivedReport> {
  // Those of the producer, as they arrive at the server, come with them.
  const stream = (await consumer.getStats()).find(({ type }) => type === 'outbound-rtp');
  return {
    consumerId: consumer.id,
    from: publication.peerId,
    source: publication.source,
    paused: consumer.paused || publication.paused,
    layers: sentLayers(consumer),
    ...(stream ? streamReport(stream) : unknown),
  };
}

const unknown = { bitrate: 0, loss: null, roundTrip: null, score: null };

function streamReport({ bitrate, fractionLost, roundTripTime, score }: ProducerStat | ConsumerStat) {
  return { bitrate, loss: fractionLost / whole, roundTrip: roundTripTime ?? null, score };
}
