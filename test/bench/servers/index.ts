/** Every server that can be measured, by kind. */
import { startBare } from './bare.ts';
import { startJanus } from './janus.ts';
import { startPlenum } from './plenum.ts';
import { startRuler } from './ruler.ts';
import { type BenchServer, pinServer, type ServerKind } from './server.ts';

const starts: Record<ServerKind, (workerBin: string) => Promise<BenchServer>> = {
  plenum: startPlenum,
  bare: startBare,
  janus: startJanus,
  ruler: startRuler,
};

/** Each kind once, on cores as they are meant to be. All or none. */
export async function startServers<Kind extends ServerKind>(
  kinds: readonly Kind[],
  workerBin: string,
): Promise<Record<Kind, BenchServer>> {
  const started = await Promise.allSettled(kinds.map(kind => starts[kind](workerBin)));
  const servers = started.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []));
  const failure = started.find(each => each.status === 'rejected');
  if (failure) {
    await stopServers(servers);
    throw failure.reason;
  }
  for (const server of servers) pinServer(server);
  return Object.fromEntries(servers.map(server => [server.kind, server])) as Record<Kind, BenchServer>;
}

export async function stopServers(servers: Iterable<BenchServer>): Promise<void> {
  await Promise.all([...servers].map(server => server.stop()));
}
