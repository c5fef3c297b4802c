/**
 * mediasoup-client's own fake handler, tracks for it, and the server's side of a join that it can be given.
 */
import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import { Device, FakeHandler, testFakeParameters } from 'mediasoup-client';
import type { HandlerInterface } from 'mediasoup-client/types';
import type { Consumer, Media } from '#protocol/media.ts';
import type { Result } from '#protocol/methods.ts';
import type { SignalParams } from '#protocol/signals.ts';
import type { Source } from '#protocol/words.ts';
import { aGrant, aPeer, aRoom } from '../../support/room-state.ts';

/** A handler factory that also lists the handlers it made, one per transport: sending first. */
export function fakeDevice() {
  const handlers: HandlerInterface[] = [];
  const real = FakeHandler.createFactory(testFakeParameters);
  const factory: typeof real.factory = options => {
    const handler = real.factory(options);
    handlers.push(handler);
    return handler;
  };
  return { handlerFactory: { ...real, factory }, handlers };
}

/** A device on such a factory, ready to make transports, and the handlers of those. */
export async function loadedDevice() {
  const { handlerFactory, handlers } = fakeDevice();
  const device = new Device({ handlerFactory });
  await device.load({ routerRtpCapabilities: testFakeParameters.generateRouterRtpCapabilities() });
  return { device, handlers };
}

export function fakeTrack(
  kind: 'audio' | 'video',
  size = { width: 1280, height: 720 },
): FakeMediaStreamTrack {
  return new FakeMediaStreamTrack({ kind, settings: kind === 'video' ? size : {} });
}

export function hello(): SignalParams<'hello'> {
  const routerRtpCapabilities = testFakeParameters.generateRouterRtpCapabilities();
  const limits = { messageBytes: 65_536, joinSeconds: 5, requestTokens: 120, requestTokensPerSecond: 30 };
  const data = {
    messageBytes: 65_536,
    messages: 1_000,
    messagesPerSecond: 200,
    bytes: 4_194_304,
    bytesPerSecond: 262_144,
  };
  return {
    server: 'plenum/test',
    routerRtpCapabilities: routerRtpCapabilities as SignalParams<'hello'>['routerRtpCapabilities'],
    limits: {
      ...limits,
      producersPerPeer: 4,
      audioKbps: 510,
      videoKbps: 4_000,
      chatBytes: 4096,
      chatMessages: 10,
      chatMessagesPerSecond: 2,
      data,
    },
  };
}

export function media(consumers: Consumer[] = [], generation = 1): Media {
  return { generation, sendTransport: transport(), recvTransport: transport(), consumers };
}

function transport(): Media['sendTransport'] {
  const { id, iceParameters, iceCandidates, dtlsParameters } =
    testFakeParameters.generateTransportRemoteParameters();
  return { transportId: id, iceParameters, iceCandidates, dtlsParameters } as Media['sendTransport'];
}

let nextConsumer = 1;

export function consumer(peerId: string, source: Source): Consumer {
  const codecMimeType = source === 'camera' || source === 'screen' ? 'video/VP8' : 'audio/opus';
  const made = testFakeParameters.generateConsumerRemoteParameters({ codecMimeType });
  const consumerId = `consumer-${nextConsumer++}`;
  return { ...made, consumerId, peerId, source } as Consumer & typeof made;
}

/** The answer to joining as the first, with what of it is told otherwise. */
export function joined(consumers: Consumer[] = [], other: Partial<Result<'join'>> = {}): Result<'join'> {
  const self = aPeer({ peerId: 'self', name: 'Ann' });
  const state = aRoom({ seq: 1, peers: [self] });
  const seat = { resumeToken: 'A'.repeat(43), seatSeconds: 30, iceServers: [] };
  return { peerId: 'self', grant: aGrant(), ...seat, state, media: media(consumers), ...other };
}
