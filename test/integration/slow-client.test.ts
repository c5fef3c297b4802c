/**
 * A client that stops reading is given up before it costs memory, and when it does not come back the others are told of it as of any
 * other end.
 */
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { subprotocol } from '../../server/protocol/jsonrpc.ts';
import { enter, join } from '../support/join.ts';
import * as media from '../support/media-parameters.ts';
import { poll } from '../support/poll.ts';
import { startApp } from '../support/start-app.ts';
import { WsClient } from '../support/ws-client.ts';

test('a client that does not read is closed as slow-client, and the others go on', async () => {
  const app = await startApp({
    limits: { requestTokens: 1e6, requestTokensPerSecond: 1e6 },
    edge: { seatSeconds: 0.2 },
  });
  const url = (await app.fastify.listen({ host: '127.0.0.1', port: 0 })).replace('http', 'ws');
  const ann = await join(app);
  for (const publication of [media.microphone(), media.camera(), media.screen()])
    await ann.request('publish', publication);
  const slow = await WsClient.over(new WebSocket(`${url}/ws`, subprotocol));
  await enter(slow, { name: 'Bob' });
  const { peerId } = slow;

  slow.socket.pause();
  const gone = () => !(peerId in ann.state.peers);
  await poll('it is given up', () => {
    // Each pair takes all its consumers away and brings others, of which it is told at length.
    for (let count = 0; count < 50; count++) {
      void slow.send('setInterest', { interest: media.nothing });
      void slow.send('setInterest', { interest: media.everything });
    }
    return gone();
  });
  const left = ann.signals('event').find(event => event.type === 'peerLeft');
  expect(left).toMatchObject({ peerId, reason: 'slow-client' });
  slow.socket.resume();
  expect(await slow.end()).toEqual({ code: 4003, reason: 'slow-client' });

  const cy = await join(app, { name: 'Cy' });
  expect(cy.room.consumers.size).toBe(3);
  expect([...ann.room.violations, ...slow.room.violations, ...app.troubles()]).toEqual([]);
});
