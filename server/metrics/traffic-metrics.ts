/** What flows through the workers, as it was counted so far; a scrape asks no worker, it only says that somebody wants to know. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

interface FlowCounts {
  readonly packets: number;
  readonly bytes: number;
  readonly lost: number;
  readonly nacks: number;
  readonly plis: number;
}

const directions = ['in', 'out'] as const;
const kinds = ['audio', 'video'] as const;

export interface TrafficSource {
  readonly totals: Readonly<Record<(typeof directions)[number], FlowCounts>>;
  readonly consumers: Iterable<{ readonly slot: number; readonly kind: (typeof kinds)[number] }>;
  onBandwidth(listener: (bitsPerSecond: number) => void): void;
  wake(): void;
}

const asOf =
  'As of the last look at each stream, 5 s ago or, with more than 500 streams, a hundredth of a second for each; the end of a stream after the last look is missing. Nothing is looked at while nobody scrapes.';

const flows: { readonly name: string; readonly help: string; readonly field: keyof FlowCounts }[] = [
  {
    name: 'plenum_rtp_packets_total',
    field: 'packets',
    help: `RTP packets; in: with repairs, out: without. ${asOf}`,
  },
  { name: 'plenum_rtp_bytes_total', field: 'bytes', help: `Bytes of RTP packets, headers included. ${asOf}` },
  {
    name: 'plenum_rtp_packets_lost_total',
    field: 'lost',
    help: `Packets lost on the way, those that were repaired later included; out: as receivers report it. ${asOf}`,
  },
  {
    name: 'plenum_nacks_total',
    field: 'nacks',
    help: `Requests for lost packets; in: of the server to publishers, out: of receivers to the server. ${asOf}`,
  },
  {
    name: 'plenum_plis_total',
    field: 'plis',
    help: `Requests for key frames; in: of the server to publishers, out: of receivers to the server. ${asOf}`,
  },
];

const bandwidthBuckets = [100e3, 250e3, 500e3, 1e6, 2e6, 3e6, 5e6, 10e6, 20e6];

export function describeTraffic(registry: Registry, traffic: TrafficSource): void {
  for (const { name, help, field } of flows) {
    new Counter({
      name,
      help,
      labelNames: ['direction'],
      registers: [registry],
      collect() {
        traffic.wake();
        this.reset();
        for (const direction of directions) this.inc({ direction }, traffic.totals[direction][field]);
      },
    });
  }
  describeConsumers(registry, traffic);
  const bandwidth = new Histogram({
    name: 'plenum_estimated_bandwidth_bits_per_second',
    help: 'What the way to a receiver of video is thought to carry: one observation for each look at its transport.',
    buckets: bandwidthBuckets,
    registers: [registry],
  });
  traffic.onBandwidth(bitsPerSecond => bandwidth.observe(bitsPerSecond));
}

function describeConsumers(registry: Registry, traffic: TrafficSource): void {
  new Gauge({
    name: 'plenum_consumers',
    help: 'What peers receive of each other, paused or not.',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      for (const kind of kinds) this.set({ kind }, 0);
      for (const { kind } of traffic.consumers) this.inc({ kind });
    },
  });
}
