/**
 * mediasoup-client's device for this browser, loaded with what the server's routers can carry.
 */
import { Device, detectDevice } from 'mediasoup-client';
import type { BuiltinHandlerName, HandlerFactory, RtpCapabilities } from 'mediasoup-client/types';
import type { SignalParams } from '#protocol/signals.ts';
import { endBecause, SessionEnded } from './session-end.ts';

type RouterCapabilities = SignalParams<'hello'>['routerRtpCapabilities'];

/** Rejects with SessionEnded, reason `unsupported-browser`. */
export async function loadDevice(
  capabilities: RouterCapabilities,
  handlerFactory: HandlerFactory | undefined,
): Promise<Device> {
  try {
    const handlerName = handlerFactory ? undefined : detectHandler();
    const device = new Device({
      ...(handlerFactory && { handlerFactory }),
      ...(handlerName && { handlerName }),
    });
    await device.load({ routerRtpCapabilities: capabilities as RtpCapabilities });
    return device;
  } catch (error) {
    throw new SessionEnded(endBecause('unsupported-browser'), error);
  }
}

/** Without TLS a browser tells less of itself, and mediasoup-client then misses some that are Chromium by another name. */
function detectHandler(): BuiltinHandlerName | undefined {
  const looksLikeChromium = 'RTCPeerConnection' in globalThis && /Chrom/.test(navigator.userAgent);
  return detectDevice() ?? (looksLikeChromium ? 'Chrome111' : undefined);
}
