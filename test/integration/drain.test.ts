/**
 * A deploy, as the process goes through it: SIGTERM with people in a call, and how it ends then.
 */
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { subprotocol } from '../../server/protocol/jsonrpc.ts';
import { enter } from '../support/join.ts';
import { poll } from '../support/poll.ts';
import { startServer } from '../support/server-process.ts';
import { WsClient } from '../support/ws-client.ts';

/** A server that was sent SIGTERM while Ann is inside. */
async function draining(settings: Record<string, string>) {
  const server = await startServer({ WORKERS: '1', ...settings });
  onTestFinished(() => void server.process.kill('SIGKILL'));
  const connect = () => WsClient.over(new WebSocket(`${server.url.replace('http', 'ws')}/ws`, subprotocol));
  const ann = await connect();
  await enter(ann, { name: 'Ann' });
  const exited = once(server.process, 'exit');
  const at = performance.now();
  server.process.kill('SIGTERM');
  await ann.until('it is told', () => ann.signals('draining').length > 0);
  const passed = () => (performance.now() - at) / 1_000;
  return { ...server, ann, connect, exited, passed };
}

const joining = { room: 'kitchen', name: 'Bob', rtpCapabilities: { codecs: [], headerExtensions: [] } };
const wantsNothing = { audio: [], video: [], otherVideo: null };

test('everybody is told, nobody else comes in, and who lost the socket comes back', async () => {
  const { url, ann, connect, output } = await draining({ DRAIN_SECONDS: '60' });
  expect(ann.signals('draining')).toEqual([{ seconds: 60 }]);
  expect(output()).toContain(
    'Nobody else is let in, but 1 peer is in a call: the server ends when they have left, or in 60 s. Another signal ends it at once.',
  );
  const bob = await connect();
  const { error } = await bob.send('join', { ...joining, interest: wantsNothing });
  expect(error).toMatchObject({ code: -32023, data: { reason: 'draining', retryAfter: 15 } });
  const [ready, health] = await Promise.all([fetch(`${url}/readyz`), fetch(`${url}/healthz`)]);
  expect([ready.status, health.status]).toEqual([503, 200]);
  expect(await ready.json()).toEqual({ status: 'not ready', reason: 'it is about to be restarted' });
  const { resumeToken, state } = ann.joined;
  ann.vanish();
  const again = await connect();
  await again.request('resume', { resumeToken, seq: state.seq });
  await again.until('it is told again', () => again.signals('draining').length > 0);
});

test('it ends when the last one leaves, exit code 0', async () => {
  const { ann, exited, passed } = await draining({ DRAIN_SECONDS: 'unlimited' });
  expect(ann.signals('draining')).toEqual([{ seconds: null }]);
  ann.hangUp();
  expect(await exited).toEqual([0, null]);
  expect(passed()).toBeLessThan(30);
});

test('it ends when the time is over, everybody is told, exit code 0', async () => {
  const { ann, exited, passed } = await draining({ DRAIN_SECONDS: '3' });
  expect(await ann.end()).toEqual({ code: 4005, reason: 'shutdown' });
  expect(passed()).toBeGreaterThan(2.9);
  expect(await exited).toEqual([0, null]);
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  'a second signal, %s, ends it at once, and still tells everybody',
  async signal => {
    const { ann, process: server, exited, output } = await draining({ DRAIN_SECONDS: 'unlimited' });
    server.kill(signal); // an echo of the first
    await poll('a later one is heard', () => {
      server.kill(signal);
      return output().includes('shutting down at once');
    });
    expect(await ann.end()).toEqual({ code: 4005, reason: 'shutdown' });
    expect(await exited).toEqual([0, null]);
  },
);

test('Ctrl-C waits for nobody', async () => {
  const server = await startServer({ WORKERS: '1', DRAIN_SECONDS: 'unlimited' });
  onTestFinished(() => void server.process.kill('SIGKILL'));
  const ann = await WsClient.over(new WebSocket(`${server.url.replace('http', 'ws')}/ws`, subprotocol));
  await enter(ann);
  const exited = once(server.process, 'exit');
  server.process.kill('SIGINT');
  expect(await ann.end()).toEqual({ code: 4005, reason: 'shutdown' });
  expect(ann.signals('draining')).toEqual([]);
  expect(await exited).toEqual([0, null]);
});
