/**
 * The part of mediasoup's own types that the rest of the server uses: the seam behind which the real engine or the fake of
 * the tests stands. Types only; nothing is wrapped.
 */
import type { types } from 'mediasoup';

export type EngineConsumer = Pick<
  types.Consumer,
  | 'id'
  | 'closed'
  | 'kind'
  | 'type'
  | 'paused'
  | 'rtpParameters'
  | 'observer'
  | 'close'
  | 'pause'
  | 'resume'
  | 'setPreferredLayers'
  | 'setPriority'
>;

export type EngineProducer = Pick<
  types.Producer,
  'id' | 'closed' | 'kind' | 'type' | 'paused' | 'observer' | 'close' | 'pause' | 'resume'
>;

export type EngineTransport = Pick<
  types.WebRtcTransport,
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
  produce(options: types.ProducerOptions): Promise<EngineProducer>;
  consume(options: types.ConsumerOptions): Promise<EngineConsumer>;
};

type Observing<T extends types.RtpObserver> = Pick<T, 'observer' | 'addProducer'>;

export type EngineRouter = Pick<
  types.Router,
  'id' | 'closed' | 'rtpCapabilities' | 'observer' | 'close' | 'canConsume'
> & {
  createWebRtcTransport(options: types.WebRtcTransportOptions): Promise<EngineTransport>;
  createAudioLevelObserver(
    options: types.AudioLevelObserverOptions,
  ): Promise<Observing<types.AudioLevelObserver>>;
  createActiveSpeakerObserver(
    options: types.ActiveSpeakerObserverOptions,
  ): Promise<Observing<types.ActiveSpeakerObserver>>;
};

export type RtpCapabilities = types.RtpCapabilities;
export type DtlsParameters = types.DtlsParameters;
export type IceParameters = types.IceParameters;
