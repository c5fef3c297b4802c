/**
 * The part of mediasoup's own types that the rest of the server uses: the seam behind which the real engine or the fake of
 * the tests stands. Types only; nothing is wrapped.
 */
import type {
  ActiveSpeakerObserver,
  ActiveSpeakerObserverOptions,
  AudioLevelObserver,
  AudioLevelObserverOptions,
  Consumer,
  ConsumerOptions,
  DataConsumer,
  DataConsumerOptions,
  DataProducer,
  DataProducerOptions,
  DirectTransport,
  DirectTransportOptions,
  Producer,
  ProducerOptions,
  Router,
  RtpObserver,
  WebRtcTransport,
  WebRtcTransportOptions,
} from 'mediasoup/types';

export type { DtlsParameters, IceParameters, RtpCapabilities } from 'mediasoup/types';

export type EngineConsumer = Pick<
  Consumer,
  | 'id'
  | 'closed'
  | 'kind'
  | 'type'
  | 'paused'
  | 'producerPaused'
  | 'rtpParameters'
  | 'currentLayers'
  | 'score'
  | 'observer'
  | 'close'
  | 'pause'
  | 'resume'
  | 'setPreferredLayers'
  | 'setPriority'
  | 'getStats'
>;

export type EngineProducer = Pick<
  Producer,
  'id' | 'closed' | 'kind' | 'type' | 'paused' | 'observer' | 'close' | 'pause' | 'resume' | 'getStats'
>;

export type EngineDataProducer = Pick<
  DataProducer,
  'id' | 'closed' | 'type' | 'sctpStreamParameters' | 'observer' | 'close' | 'send' | 'getStats'
>;

export type EngineDataConsumer = Pick<
  DataConsumer,
  | 'id'
  | 'closed'
  | 'type'
  | 'paused'
  | 'sctpStreamParameters'
  | 'subchannels'
  | 'observer'
  | 'close'
  | 'pause'
  | 'resume'
> & {
  /** Of a direct transport: a message, with its SCTP payload protocol id. */
  on(event: 'message', listener: (message: Buffer, ppid: number) => void): unknown;
  /** Of an SCTP one: a message did not fit into what waits to be sent, and is lost. */
  on(event: 'sctpsendbufferfull', listener: () => void): unknown;
};

interface CarriesData {
  produceData(options: DataProducerOptions): Promise<EngineDataProducer>;
  consumeData(options: DataConsumerOptions): Promise<EngineDataConsumer>;
}

export type EngineDirectTransport = Pick<DirectTransport, 'id' | 'closed' | 'observer' | 'close'> &
  CarriesData;

export type EngineTransport = Pick<
  WebRtcTransport,
  | 'id'
  | 'closed'
  | 'iceParameters'
  | 'iceCandidates'
  | 'dtlsParameters'
  | 'iceState'
  | 'iceSelectedTuple'
  | 'dtlsState'
  | 'observer'
  | 'close'
  | 'connect'
  | 'restartIce'
  | 'getStats'
  | 'setMaxIncomingBitrate'
  | 'sctpParameters'
> &
  CarriesData & {
    produce(options: ProducerOptions): Promise<EngineProducer>;
    consume(options: ConsumerOptions): Promise<EngineConsumer>;
  };

type Observing<T extends RtpObserver> = Pick<T, 'observer' | 'addProducer'>;

export type EngineRouter = Pick<
  Router,
  'id' | 'closed' | 'rtpCapabilities' | 'observer' | 'close' | 'canConsume'
> & {
  createWebRtcTransport(options: WebRtcTransportOptions): Promise<EngineTransport>;
  createDirectTransport(options: DirectTransportOptions): Promise<EngineDirectTransport>;
  createAudioLevelObserver(options: AudioLevelObserverOptions): Promise<Observing<AudioLevelObserver>>;
  createActiveSpeakerObserver(
    options: ActiveSpeakerObserverOptions,
  ): Promise<Observing<ActiveSpeakerObserver>>;
};
