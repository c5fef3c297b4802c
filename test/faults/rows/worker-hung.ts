/** A worker stops answering. The time to notice is in the time that people notice. */
import { WebSocket } from 'ws';
import { subprotocol } from '../../../server/protocol/jsonrpc.ts';
import { enter } from '../../support/join.ts';
import { microphone } from '../../support/media-parameters.ts';
import { poll } from '../../support/poll.ts';
import { WsClient } from '../../support/ws-client.ts';
import type { Fault } from '../fault.ts';
import type { Way } from '../ground/actor.ts';
import { pass } from '../ground/pause.ts';
import { logOf } from '../ground/server-log.ts';
import { type Struck, strikeWorker } from './worker-fault.ts';

const noticedWithin = 3_000; // ms
const answeredWithin = 5_000; // ms

export const workerHung: Fault = {
  name: 'worker-hung',
  fault: 'worker hung (SIGSTOP)',
  promise: 'noticed within 3 s, killed, then as above; no request waits for longer than 5 s',
  limits: { median: noticedWithin + 1_500, p99: noticedWithin + 3_000 },
  run: ground => strikeWorker(ground, hang),
};

async function hang({ server, way, pid }: Struck): Promise<string[]> {
  // In the room before it hangs, or they could not be asked; gone before it is looked at again.
  const clients = await Promise.all([connected(way), connected(way), connected(way)]);
  const stoppedAt = Date.now();
  process.kill(pid, 'SIGSTOP');
  const asking = Promise.all(clients.map((client, index) => slowestAnswer(client, way, index * 700)));
  const killed = await poll('the hung worker is noticed', () =>
    logOf(server).find(({ msg, time }) => msg === 'worker hangs and is killed' && time >= stoppedAt),
  );
  const slowest = Math.max(...(await asking));
  const took = killed.time - stoppedAt;
  return [
    ...(took > noticedWithin ? [`noticed after ${took} ms`] : []),
    ...(slowest > answeredWithin ? [`a request waited for ${Math.round(slowest)} ms`] : []),
  ];
}

async function connected({ url }: Way): Promise<WsClient> {
  return WsClient.over(new WebSocket(`${url.replace('http', 'ws')}/ws`, subprotocol));
}

/** Milliseconds that it waited at most, for whatever answer, to come in and to publish. */
async function slowestAnswer(client: WsClient, { room }: Way, after: number): Promise<number> {
  await pass(after);
  const waits = [
    await time(() => enter(client, { room, name: 'Zoe' }).catch(() => {})),
    await time(() => client.send('publish', microphone())),
  ];
  client.hangUp();
  return Math.max(...waits);
}

async function time(ask: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await ask();
  return performance.now() - from;
}
