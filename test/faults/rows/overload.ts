/** A worker has as much to do as it may: nobody else comes in, and those inside notice nothing. */
import { WebSocket } from 'ws';
import { subprotocol } from '../../../server/protocol/jsonrpc.ts';
import { noCapabilities, nothing } from '../../support/media-parameters.ts';
import { poll } from '../../support/poll.ts';
import { WsClient } from '../../support/ws-client.ts';
import type { Fault, Sample } from '../fault.ts';
import { callOfTwo, longestStop, markAll, settle } from '../ground/call.ts';
import type { Ground } from '../ground/ground.ts';

/** Per cent of a processor: so little that a call of two is more. */
const settings = { WORKERS: '1', MAX_WORKER_CPU: '1' };

export const overload: Fault = {
  name: 'overload',
  fault: 'overload',
  promise:
    'joins are refused with `busy` and a hint; who is inside sees and hears without a stop of a second',
  limits: { worst: 1_000 },
  run,
};

async function run(ground: Ground): Promise<Sample> {
  const server = await ground.server(settings);
  const call = await callOfTwo(ground, { url: server.url, room: 'busy' });
  await markAll(call);
  const refused = await poll('admission closes', () => refusal(server.url), 20_000);
  await settle(call);
  const broken = (refused.retryAfter ?? 0) >= 1 ? [] : ['no hint when to try again'];
  return { ms: await longestStop(call), broken };
}

/** Undefined: they were let in, and have left again. */
async function refusal(url: string): Promise<{ retryAfter?: number } | undefined> {
  const client = await WsClient.over(new WebSocket(`${url.replace('http', 'ws')}/ws`, subprotocol));
  const params = { room: 'late', name: 'Dan', rtpCapabilities: noCapabilities, interest: nothing };
  const { error } = await client.send('join', params);
  client.hangUp();
  const data: { reason?: string; retryAfter?: number } | undefined = error?.data;
  return data?.reason === 'busy' ? data : undefined;
}
