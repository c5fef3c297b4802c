/** Five hundred lose their sockets together and come back within one second: by their seats, or to a server that was started anew. */
import type { Fault, Sample } from '../fault.ts';
import type { Ground } from '../ground/ground.ts';
import { restarted, sameAddress } from '../ground/same-address.ts';
import { Storm } from '../ground/storm.ts';
import { type LoopDelay, watchLoop } from '../ground/watched-loop.ts';

const clients = 500;
const perRoom = 5;
const within = 1_000; // ms
const loopLimit = 100; // ms

export const reconnectStorm: Fault = {
  name: 'reconnect-storm',
  fault: '500 clients reconnect in one second',
  promise: 'all back within 10 s; event-loop delay 99th percentile under 100 ms',
  limits: { worst: 10_000 },
  run,
};

async function run(ground: Ground): Promise<Sample> {
  const loop = watchLoop(ground);
  const settings = { ...(await sameAddress(2)), ...loop.settings };
  let server = await ground.server(settings);
  const storm = Storm.begin(ground);
  const url = `${server.url.replace('http', 'ws')}/ws`;
  await storm.order({ do: 'join', url, count: clients, perRoom });
  const how = ground.random.pick(['resume', 'join'] as const);
  if (how === 'join') server = await restarted(ground, server, settings);
  await loop.read(server);
  const { times, refusals } = await storm.order({ do: 'return', how, within });
  const slow = lateLoop(await loop.read(server));
  // Being told to wait is no breach: being late is.
  return { ms: Math.max(...times), how: `${how}, ${refusals.length} refusals`, slow, broken: [] };
}

function lateLoop({ p99, max }: LoopDelay): string[] {
  if (p99 < loopLimit) return [];
  return [`the event loop was ${Math.round(p99)} ms late (99th percentile; at most ${Math.round(max)})`];
}
