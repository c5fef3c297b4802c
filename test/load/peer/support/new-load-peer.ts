/** A load peer at a server of a test, gone when the test has ended. */
import { onTestFinished } from 'vitest';
import type { ServerProcess } from '../../../support/server-process.ts';
import { createSlimTransport } from '../../transport/slim/slim-transport.ts';
import { createLoadPeer } from '../load-peer.ts';
import type { LoadPeer, LoadPeerOptions } from '../peer.ts';

type Wish = Partial<LoadPeerOptions> & Pick<LoadPeerOptions, 'room' | 'number'>;

/** With microphone and camera, unless something else is wished. */
export function newLoadPeer({ url }: Pick<ServerProcess, 'url'>, wish: Wish): LoadPeer {
  const peer = createLoadPeer({
    url: `${url.replace(/^http/, 'ws')}/ws`,
    name: `Peer ${wish.number}`,
    seed: 1,
    sources: ['microphone', 'camera'],
    layout: '3x3',
    simulcast: true,
    codec: 'VP8',
    way: 'udp',
    verifyOneIn: 1,
    createTransport: createSlimTransport,
    client: 'slim',
    beganAt: performance.now(),
    ...wish,
  });
  onTestFinished(() => peer.leave());
  return peer;
}
