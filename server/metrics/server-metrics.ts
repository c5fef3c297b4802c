/** What there is on this server at the moment of a scrape: rooms, peers, what they publish, sockets, and whether anybody can come in. */
import { Gauge, type Registry } from 'prom-client';
import { type Source, sources } from '../protocol/words.ts';

export interface ServerSources {
  census(): {
    readonly rooms: number;
    readonly peers: number;
    readonly producers: Readonly<Record<Source, number>>;
  };
  sockets(): number;
  draining(): boolean;
  overloaded(): boolean;
  readonly build: { readonly version: string; readonly mediasoup: string; readonly node: string };
}

export function describeServer(registry: Registry, from: ServerSources): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read());
      },
    });
  gauge(
    'plenum_rooms',
    'Open rooms, those that are empty for the moment included.',
    () => from.census().rooms,
  );
  gauge(
    'plenum_peers',
    'Peers in all rooms; those whose sockets are lost, and those that nobody sees, included.',
    () => from.census().peers,
  );
  gauge('plenum_sockets', 'Open WebSockets, those that have not joined included.', () => from.sockets());
  gauge('plenum_draining', '1 from when the server is to end: nobody else is let in.', () =>
    Number(from.draining()),
  );
  gauge(
    'plenum_overloaded',
    '1 while nobody else is let in because the server or every worker has enough to do.',
    () => Number(from.overloaded()),
  );
  describeProducers(registry, from);
  describeBuild(registry, from);
}

function describeProducers(registry: Registry, from: ServerSources): void {
  new Gauge({
    name: 'plenum_producers',
    help: 'What peers publish, muted or not, by source.',
    labelNames: ['source'],
    registers: [registry],
    collect() {
      const { producers } = from.census();
      for (const source of sources) this.set({ source }, producers[source]);
    },
  });
}

function describeBuild(registry: Registry, { build }: ServerSources): void {
  new Gauge({
    name: 'plenum_build_info',
    help: 'Always 1; which versions run is in the labels.',
    labelNames: ['version', 'mediasoup', 'node'],
    registers: [registry],
  }).set({ ...build }, 1);
}
