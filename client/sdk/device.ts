/**
 * mediasoup-client's device for this browser, loaded with what the server's routers can carry. Asks the browser while the socket
 * is still being opened, because that takes as long as a short round trip.
 */
import { Device, detectDevice } from 'mediasoup-client';
import { Chrome74 } from 'mediasoup-client/handlers/Chrome74';
import { Chrome111 } from 'mediasoup-client/handlers/Chrome111';
import { Firefox120 } from 'mediasoup-client/handlers/Firefox120';
import { ReactNative106 } from 'mediasoup-client/handlers/ReactNative106';
import { Safari12 } from 'mediasoup-client/handlers/Safari12';
import type { BuiltinHandlerName, HandlerFactory, RtpCapabilities } from 'mediasoup-client/types';
import type { SignalParams } from '#protocol/signals.ts';
import { onFreeSockets } from './free-sockets.ts';
import { endBecause, SessionEnded } from './session-end.ts';

type RouterCapabilities = SignalParams<'hello'>['routerRtpCapabilities'];

/** Rejects with SessionEnded, reason `unsupported-browser`. */
type LoadDevice = (capabilities: RouterCapabilities) => Promise<Device>;

/** Begins to ask the browser what it can send and receive. The answer waits in the function that it returns. */
export function prepareDevice(handlerFactory: HandlerFactory | undefined): LoadDevice {
  const prepared = prepare(handlerFactory);
  prepared.catch(() => {}); // whoever loads is told
  return async capabilities => {
    try {
      const device = new Device({ handlerFactory: await prepared });
      await device.load({ routerRtpCapabilities: capabilities as RtpCapabilities });
      return device;
    } catch (error) {
      throw new SessionEnded(endBecause('unsupported-browser'), error);
    }
  };
}

/** The factory with its slow answers, which mediasoup-client would ask for one after the other, given already. */
async function prepare(given: HandlerFactory | undefined): Promise<HandlerFactory> {
  const factory = given ?? onFreeSockets(builtin[detectHandler()].createFactory({}));
  const [receiving, sending] = await Promise.all([
    factory.getNativeRtpCapabilities({ direction: 'recvonly' }),
    factory.getNativeRtpCapabilities({ direction: 'sendonly' }),
  ]);
  return {
    ...factory,
    getNativeRtpCapabilities: async ({ direction }) => (direction === 'recvonly' ? receiving : sending),
  };
}

const builtin = { Chrome74, Chrome111, Firefox120, ReactNative106, Safari12 };

/** Without TLS a browser tells less of itself, and mediasoup-client then misses some that are Chromium by another name. */
function detectHandler(): BuiltinHandlerName {
  const detected = detectDevice();
  if (detected) return detected;
  if ('RTCPeerConnection' in globalThis && /Chrom/.test(navigator.userAgent)) return 'Chrome111';
  throw new Error('this browser is not known to do WebRTC');
}
