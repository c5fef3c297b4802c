/**
 * A worker that has too much to do, by packets that really keep it busy: nobody else is put on it, and nobody who is there notices.
 */
import { createSocket } from 'node:dgram';
import { expect, onTestFinished, test } from 'vitest';
import { enter, join } from '../support/join.ts';
import { poll } from '../support/poll.ts';
import { startApp } from '../support/start-app.ts';
import { WsClient } from '../support/ws-client.ts';

const patience = 30_000; // ms: shares of a core are those of the last seconds

/** Sends junk to a port until it is stopped. */
function flood(port: number): () => void {
  const socket = createSocket('udp4').unref();
  const junk = Buffer.alloc(200, 0xff);
  let isOn = true;
  const send = () => {
    for (let packets = 0; isOn && packets < 100; packets += 1) socket.send(junk, port, '127.0.0.1');
    if (isOn) setImmediate(send);
  };
  send();
  return () => {
    if (isOn) socket.close();
    isOn = false;
  };
}

test('it closes for those who would land on it, and opens again when it has time', async () => {
  const app = await startApp({ workers: 2, edge: { maxWorkerCpu: 6 } });
  const said = (what: string) => app.lines.filter(({ msg }) => msg.includes(what)).length;
  const ann = await join(app, { name: 'Ann' });
  const stop = flood(app.mediaPort);
  onTestFinished(stop);
  await poll('it is noticed', () => said('a worker has enough to do') > 0, patience);
  const bob = await WsClient.connect(app.fastify);
  await expect(enter(bob, { name: 'Bob' })).rejects.toMatchObject({ reason: 'busy', retryAfter: 5 });
  await enter(await WsClient.connect(app.fastify), { name: 'Cay', room: 'garden' });
  const { resumeToken, state } = ann.joined;
  ann.vanish();
  const again = await WsClient.connect(app.fastify);
  const back = await again.request('resume', { resumeToken, seq: state.seq });
  expect(back.peerId).toBe(ann.joined.peerId);
  expect(said('a worker has time again')).toBe(0);
  stop();
  await poll('it has time again', () => said('a worker has time again') > 0, patience);
  await enter(bob, { name: 'Bob' });
  expect(said('a worker has enough to do')).toBe(1);
}, 90_000);
