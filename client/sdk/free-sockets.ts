/**
 * Peer connections whose sockets are bound to no address, so that they follow the machine to its next one. Where a page may use a camera,
 * Chromium binds them to the addresses that it knows, and after a change it takes two seconds to know another. A frame in which
 * no device may be used makes it leave the choice to the system.
 */
import type { HandlerFactory } from 'mediasoup-client/types';

let frame: HTMLIFrameElement | undefined;

/** Makes handlers on such connections, where the browser is Chromium; elsewhere as before. */
export function onFreeSockets(factory: HandlerFactory): HandlerFactory {
  return {
    ...factory,
    factory: options => {
      const own = globalThis.RTCPeerConnection;
      const free = freeConnections() ?? own;
      // A handler takes the one that is there while it is made.
      globalThis.RTCPeerConnection = free;
      try {
        return factory.factory(options);
      } finally {
        globalThis.RTCPeerConnection = own;
      }
    },
  };
}

/** The frame stays: with it its connections would go. */
function freeConnections(): typeof RTCPeerConnection | undefined {
  if (!globalThis.document || !/Chrom/.test(navigator.userAgent)) return undefined;
  if (!frame?.isConnected) {
    frame = document.createElement('iframe');
    frame.allow = "camera 'none'; microphone 'none'";
    frame.hidden = true;
    document.documentElement.append(frame);
  }
  const inside: unknown = frame.contentWindow && Reflect.get(frame.contentWindow, 'RTCPeerConnection');
  return typeof inside === 'function' ? (inside as typeof RTCPeerConnection) : undefined;
}
