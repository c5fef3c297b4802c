/** What the peers of a process are made of: the only file of the processes that knows the transports. */
import { mediaClock } from '../media/clock.ts';
import { createLoadPeer } from '../peer/load-peer.ts';
import type { LoadPeer } from '../peer/peer.ts';
import type { PlannedPeer } from '../scenario/scenario.ts';
import type { Delays } from '../self/delays.ts';
import type { SelfSources } from '../self/self-watch.ts';
import { createDatachannelTransport } from '../transport/datachannel/datachannel-transport.ts';
import { KernelDrops } from '../transport/slim/kernel-drops.ts';
import { createSlimTransport } from '../transport/slim/slim-transport.ts';
import type { Order } from './messages.ts';

const transports = { slim: createSlimTransport, datachannel: createDatachannelTransport };

/** Only the slim one knows the ports of its sockets. */
export function selfSourcesOf(client: keyof typeof transports): SelfSources {
  const drops = new KernelDrops();
  return {
    takeLateness: () => {
      const { worst } = mediaClock.lateness;
      mediaClock.resetLateness();
      return worst;
    },
    kernelDrops: async () => (client === 'slim' ? drops.read() : undefined),
  };
}

/** `beganAt`: performance.now() of time 0. */
export function peerFactory(
  { socketUrl, scenario, client, tokens }: Extract<Order, { do: 'perform' }>,
  beganAt: number,
  delays: Delays,
): (planned: PlannedPeer) => LoadPeer {
  const { seed, simulcast, codec, way, family, verifyOneIn } = scenario;
  const same = { seed, simulcast, codec, way, verifyOneIn, client, beganAt, url: socketUrl };
  return ({ number, room, name, sources, layout }) => {
    const token = tokens[number];
    return createLoadPeer({
      ...same,
      ...{ number, room, name, sources, layout },
      createTransport: transports[client],
      onDelay: (milliseconds, kind) => delays.record(milliseconds, kind),
      ...(family !== undefined && { family }),
      ...(token !== undefined && { token }),
    });
  };
}
