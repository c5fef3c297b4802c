/** All metrics of a server, from sources that are made up. */
import { createMetrics } from '../../server/metrics/metrics.ts';
import { parseMetrics } from '../support/scraped.ts';

const flow = (packets: number) => ({ packets, bytes: 1_000 * packets, lost: 3, nacks: 2, plis: 1 });

export function measuredServer() {
  const estimates: ((bitsPerSecond: number) => void)[] = [];
  let woken = 0;
  let packets = 10;
  const { registry, onTransition } = createMetrics({
    census: () => ({
      rooms: 2,
      peers: 5,
      producers: { microphone: 4, camera: 3, screen: 1, 'screen-audio': 0 },
    }),
    sockets: () => 6,
    draining: () => true,
    overloaded: () => false,
    build: { version: '1.2.3', mediasoup: '3.27.1', node: '26.0.0' },
    traffic: {
      get totals() {
        return { in: flow(packets), out: flow(4 * packets) };
      },
      consumers: [
        { slot: 0, kind: 'audio' },
        { slot: 0, kind: 'video' },
        { slot: 1, kind: 'audio' },
      ],
      onBandwidth: listener => estimates.push(listener),
      wake: () => {
        woken += 1;
      },
    },
    workers: () => [
      { slot: 0, pid: process.pid, cpuSeconds: 1.5, deaths: 0 },
      { slot: 1, pid: undefined, cpuSeconds: 0, deaths: 2 },
    ],
  });
  return {
    registry,
    onTransition,
    scrape: async () => parseMetrics(await registry.metrics()),
    estimate: (bitsPerSecond: number) => estimates.forEach(listener => void listener(bitsPerSecond)),
    woken: () => woken,
    flows: (more: number) => {
      packets += more;
    },
  };
}
