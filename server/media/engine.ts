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
  | 'rtpParameters'
  | 'currentLayers'
  | 'score'
  | 'observer'
  | 'close'
  | 'pause'
  | 'resume'
  | 'setPreferredLayers'
  | 'setPriority'
>;

export type EngineProducer = Pick<
  Producer,
  'id' | 'closed' | 'kind' | 'type' | 'paused' | 'observer' | 'close' | 'pause' | 'resume'
>;

export type EngineTransport = Pick<
  WebRtcTransport,
  | 'id'
  | 'closed'
  | 'iceParameters'
  | 'iceCandidates'
  | 'dtlsParameters'
  | 'observer'
  | 'close'
  | 'connect'
  | 'restartIce'
> & {
  produce(options: ProducerOptions): Promise<EngineProducer>;
  consume(options: ConsumerOptions): Promise<EngineConsumer>;
};

type Observing<T extends RtpObserver> = Pick<T, 'observer' | 'addProducer'>;

export type EngineRouter = Pick<
  Router,
  'id' | 'closed' | 'rtpCapabilities' | 'observer' | 'close' | 'canConsume'
> & {
  createWebRtcTransport(options: WebRtcTransportOptions): Promise<EngineTransport>;
  createAudioLevelObserver(options: AudioLevelObserverOptions): Promise<Observing<AudioLevelObserver>>;
  createActiveSpeakerObserver(
    options: ActiveSpeakerObserverOptions,
  ): Promise<Observing<ActiveSpeakerObserver>>;
};
