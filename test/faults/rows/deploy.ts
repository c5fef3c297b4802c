/** The server is told to end while calls go on, and a successor starts where it was. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { subprotocol } from '../../../server/protocol/jsonrpc.ts';
import { noCapabilities, nothing } from '../../support/media-parameters.ts';
import { poll } from '../../support/poll.ts';
import type { ServerProcess } from '../../support/server-process.ts';
import { WsClient } from '../../support/ws-client.ts';
import type { Fault, Sample } from '../fault.ts';
import type { Actor } from '../ground/actor.ts';
import { callOfTwo, lastMoved, markAll, settle } from '../ground/call.ts';
import type { Ground } from '../ground/ground.ts';
import { changedDevices, remember } from '../ground/keeps.ts';
import { randomMoment } from '../ground/moments.ts';
import { pass } from '../ground/pause.ts';
import { sameAddress } from '../ground/same-address.ts';

const drainSeconds = 4;
/** Milliseconds: a second signal that follows the first closely is the same once more. */
const echo = 800;
const atOnce = 2_000; // ms

export const deploy: Fault = {
  name: 'deploy',
  fault: 'deploy (SIGTERM)',
  promise:
    'joins are refused with a hint, calls go on until the limit, everybody is told, exit code 0; back by themselves within 5 s of the successor; a second signal ends at once',
  limits: { median: 5_000, p99: 5_000 },
  run,
};

async function run(ground: Ground): Promise<Sample> {
  const settings = { ...(await sameAddress(1)), DRAIN_SECONDS: String(drainSeconds) };
  const server = await ground.server(settings);
  const way = { url: server.url, room: 'deployed' };
  const call = await callOfTwo(ground, way);
  const before = await remember(call);
  const moment = await randomMoment(ground, way, call);
  await markAll(call);
  const drained = await drain(server, call);
  const successor = await ground.server(settings);
  const readyAt = Date.now();
  const failed = await moment.over();
  await settle(moment.actors);
  const movedAt = (await lastMoved(call)) ?? Infinity;
  const broken = [
    ...drained,
    ...failed,
    ...(await changedDevices(before)),
    ...(await endTwice(ground, successor)),
  ];
  return { ms: Math.max(0, movedAt - readyAt), how: moment.kind, broken };
}

async function drain(server: ServerProcess, call: readonly Actor[]): Promise<string[]> {
  const exited = once(server.process, 'exit');
  const from = performance.now();
  server.process.kill('SIGTERM');
  await poll('everybody is told', async () => (await Promise.all(call.map(isTold))).every(Boolean));
  const refused = await refusal(server.url);
  const [code] = await exited;
  const took = performance.now() - from;
  return [
    ...(code === 0 ? [] : [`exit code ${code}`]),
    ...(took < drainSeconds * 1_000 - 100 ? [`the call was ended after ${Math.round(took)} ms`] : []),
    ...refused,
  ];
}

async function isTold(actor: Actor): Promise<boolean> {
  return (await actor.ask('told')).some(({ type }) => type === 'draining');
}

/** What is wrong with how somebody is refused who comes now. */
async function refusal(url: string): Promise<string[]> {
  const client = await WsClient.over(new WebSocket(`${url.replace('http', 'ws')}/ws`, subprotocol));
  const params = { room: 'deployed', name: 'Dan', rtpCapabilities: noCapabilities, interest: nothing };
  const { error } = await client.send('join', params);
  client.vanish();
  const data: { reason?: string; retryAfter?: number } = error?.data ?? {};
  return data.reason === 'draining' && (data.retryAfter ?? 0) >= 1
    ? []
    : [`a join was answered ${JSON.stringify(error)}`];
}

async function endTwice(ground: Ground, server: ServerProcess): Promise<string[]> {
  ground.endsByItself(server);
  const exited = once(server.process, 'exit');
  server.process.kill('SIGTERM');
  await pass(echo);
  if (server.process.exitCode !== null) return ['it did not wait for the call'];
  const from = performance.now();
  server.process.kill('SIGTERM');
  await exited;
  const took = performance.now() - from;
  return took > atOnce ? [`the second signal took ${Math.round(took)} ms`] : [];
}
