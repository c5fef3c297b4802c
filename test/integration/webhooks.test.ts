/** From a room to an endpoint: what happens in a call is told in order, signed, and can be fetched again. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { type HistoryEntry, PlenumApi, verifyWebhook } from '../../client/node/index.ts';
import { join } from '../support/join.ts';
import { microphone } from '../support/media-parameters.ts';
import { poll } from '../support/poll.ts';
import { secret } from '../support/roles.ts';
import { startApp } from '../support/start-app.ts';

const webhookSecret = 'what webhooks are signed with, for a whole test';

/** Takes what it is told while it is up; everything it was told, in order. */
async function endpoint() {
  const got: { headers: IncomingHttpHeaders; body: string }[] = [];
  const state = { up: true };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', chunk => {
      body += String(chunk);
    });
    request.on('end', () => {
      if (state.up) got.push({ headers: request.headers, body });
      response.writeHead(state.up ? 204 : 503).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const entries = () =>
    Promise.all(got.map(({ headers, body }) => verifyWebhook({ secret: webhookSecret, headers, body })));
  return { url: `http://127.0.0.1:${port}/hook`, state, got, entries };
}

const named = (entries: HistoryEntry[]) => entries.map(({ seq, type }) => `${seq} ${type}`);

test('a call is told from its opening to its end, and what was missed comes when the endpoint is back', async () => {
  const hook = await endpoint();
  const app = await startApp({
    settings: {
      WEBHOOK_URL: hook.url,
      WEBHOOK_SECRET: webhookSecret,
      WEBHOOK_PRIVATE: 'yes',
      ACCESS: 'open',
      TOKEN_SECRET: secret,
    },
    edge: { emptyRoomSeconds: 0.05 },
  });
  await app.fastify.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.fastify.server.address() as AddressInfo;
  const api = new PlenumApi({ url: `http://127.0.0.1:${port}`, secret });

  const ann = await join(app);
  await ann.request('publish', microphone());
  await poll('the beginning is told', () => hook.got.length === 3);
  hook.state.up = false;
  const bob = await join(app, { name: 'Bob' });
  await api.peers.remove('kitchen', bob.peerId);
  await bob.end();
  const { roomId, entries } = await api.events.since('kitchen', { since: 2 });
  expect(named(entries)).toEqual(['3 peerJoined', '4 peerLeft', '5 settingsChanged']);
  hook.state.up = true;
  ann.hangUp();
  await poll('the end is told', () => hook.got.at(-1)?.body.includes('roomClosed'));

  const told = await hook.entries();
  expect(named(told)).toEqual([
    '0 roomOpened',
    '1 peerJoined',
    '2 producerAdded',
    '3 peerJoined',
    '4 peerLeft',
    '5 settingsChanged',
    '6 peerLeft',
    '7 roomClosed',
  ]);
  expect(told.map(({ id }) => id)).toEqual(told.map(({ seq }) => `${roomId}.${seq}`));
  const { entries: again } = await api.events.since('kitchen', { roomId, since: -1 });
  expect(again).toEqual(told);
});
