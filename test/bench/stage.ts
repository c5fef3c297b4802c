/**
 * Where a benchmark takes place: servers started for it, and generators, all gone afterwards. Knows no benchmark.
 */
import { type Measured, measure } from './measure.ts';
import { startServers, stopServers } from './servers/index.ts';
import type { BenchServer, ServerKind } from './servers/server.ts';
import { Generator } from './traffic/generator.ts';
import type { WindowOptions } from './traffic/window.ts';

export interface Gathering {
  /** Default: 1, each with a publisher and so many subscribers. */
  readonly rooms?: number;
  readonly subscribers: number;
  readonly withTransportCc?: boolean;
  /** To share a room with others; default: one, or some, of its own. */
  readonly room?: string;
}

export class Stage<Kind extends ServerKind> {
  readonly servers: Readonly<Record<Kind, BenchServer>>;
  readonly generator: Generator;
  #gathered = 0;

  constructor(servers: Readonly<Record<Kind, BenchServer>>, generator: Generator) {
    this.servers = servers;
    this.generator = generator;
  }

  /** Resolves when everybody has heard the publisher. */
  async gather(kind: Kind, gathering: Gathering): Promise<Gathered> {
    const server = this.servers[kind];
    const { generator } = this;
    this.#gathered += 1;
    const audience = `${kind} ${this.#gathered}`;
    const { rooms = 1, subscribers, withTransportCc = true, room = audience } = gathering;
    const options = { server: { kind, url: server.url }, room, rooms, subscribers, withTransportCc };
    await generator.order({ do: 'gather', audience, ...options });
    return {
      audience,
      rooms: Array.from({ length: rooms }, (_, index) => `${room}.${index}`),
      measure: window => measure({ generator, server }, { audience, ...window }),
      dismiss: () => generator.order({ do: 'dismiss', audience }),
    };
  }
}

export interface Gathered {
  /** For orders to the generator. */
  readonly audience: string;
  readonly rooms: readonly string[];
  measure(window: WindowOptions): Promise<Measured>;
  dismiss(): Promise<unknown>;
}

/** Everything is gone when it settles. */
export async function onStage<Kind extends ServerKind, T>(
  { kinds, workerBin }: { kinds: readonly Kind[]; workerBin: string },
  play: (stage: Stage<Kind>) => Promise<T>,
): Promise<T> {
  const generator = await Generator.start();
  try {
    const servers = await startServers(kinds, workerBin);
    try {
      return await play(new Stage(servers, generator));
    } finally {
      await stopServers(Object.values<BenchServer>(servers));
    }
  } finally {
    await generator.stop();
  }
}
