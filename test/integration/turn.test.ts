/**
 * Credentials of this server at a real coturn, started as it is shipped: what they open, for how long, how often, and how they are
 * refreshed in a call.
 */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { turnCredentials } from '../../server/auth/turn.ts';
import {
  type Allocation,
  allocate,
  isOpenRelay,
  type TurnOptions,
} from '../../server/lib/stun/turn-client.ts';
import type { SignalParams } from '../../server/protocol/signals.ts';
import { type Coturn, sfuAddress, startCoturn } from '../support/coturn.ts';
import { join } from '../support/join.ts';
import { poll } from '../support/poll.ts';
import { startApp } from '../support/start-app.ts';

let coturn: Coturn;

beforeAll(async () => {
  coturn = await startCoturn({ TURN_USER_QUOTA: '3' });
});
afterAll(async () => {
  expect(await coturn?.stop()).toBe(0);
});

const inSeconds = (seconds: number) => Math.floor(Date.now() / 1_000) + seconds;
const credentialsOf = (name: string, seconds = 60) =>
  turnCredentials(coturn.secret, name, inSeconds(seconds));

type Use = Pick<TurnOptions, 'username' | 'credential'> & { url?: string };

async function allocateWith({ url = coturn.url('udp'), ...credentials }: Use): Promise<Allocation> {
  const allocation = await allocate({ url, ...credentials, ca: coturn.certificate.cert });
  onTestFinished(() => allocation.close());
  return allocation;
}

/** What a media port of the SFU is to the relay. */
async function echo() {
  const socket = createSocket('udp4').bind(0, sfuAddress());
  await once(socket, 'listening');
  onTestFinished(() => void socket.close());
  socket.on('message', (bytes, from) => socket.send(bytes, from.port, from.address));
  const { address, port } = socket.address();
  return { address, port };
}

describe('credentials', () => {
  test.each(['udp', 'tcp', 'tls'] as const)('open a way to the SFU and back over %s', async transport => {
    const allocation = await allocateWith({
      ...credentialsOf(`way-${transport}`),
      url: coturn.url(transport),
    });
    const peer = await echo();
    const heard: string[] = [];
    allocation.onData = (_from, bytes) => heard.push(String(bytes));
    await allocation.bindChannel(peer);
    await poll('an echo', () => {
      allocation.send(peer, Buffer.from('hello'));
      return heard.includes('hello');
    });
  });

  test('are needed', async () => {
    expect(await isOpenRelay({ url: coturn.url('udp') })).toBe(false);
  });

  test.each([
    ['that have expired', () => credentialsOf('late', -1)],
    ['of another secret', () => turnCredentials('another secret, just as long as it', 'ann', inSeconds(60))],
    ['whose time was changed', () => ({ ...credentialsOf('ann'), username: `${inSeconds(3_600)}:ann` })],
    ['of somebody else', () => ({ ...credentialsOf('ann'), username: credentialsOf('ben').username })],
    ['without a time', () => turnCredentials(coturn.secret, 'ann', Number.NaN)],
  ])('%s open nothing', async (_what, credentials) => {
    await expect(allocateWith(credentials())).rejects.toMatchObject({ failure: 'answer', code: 401 });
  });

  test('that expire do not end what they opened, and open nothing new', async () => {
    const credentials = credentialsOf('long', 2);
    const allocation = await allocateWith(credentials);
    await poll('they have expired', () =>
      allocateWith(credentials).then(
        () => false,
        () => true,
      ),
    );
    expect(await allocation.refresh(600)).toBe(600);
    await allocation.permit(sfuAddress());
  });
});

describe('the quota', () => {
  test('counts what one peer holds, whatever credentials it was given, and whoever uses them', async () => {
    const held = [
      await allocateWith(credentialsOf('greedy', 60)),
      await allocateWith(credentialsOf('greedy', 61)),
      await allocateWith(credentialsOf('greedy', 62)),
    ];
    const more = () => allocateWith(credentialsOf('greedy', 63));
    await expect(more()).rejects.toMatchObject({ failure: 'answer', code: 486 });
    await allocateWith(credentialsOf('modest'));
    await held[0]?.close();
    // coturn forgets what has ended at its next look.
    await poll('room for one more', () => more().catch(() => false as const));
  });

  test('counts what all hold', async () => {
    const small = await startCoturn({ TURN_TOTAL_QUOTA: '4' });
    onTestFinished(async () => expect(await small.stop()).toBe(0));
    const another = (name: string) =>
      allocateWith({ ...turnCredentials(small.secret, name, inSeconds(60)), url: small.url('udp') });
    for (const name of ['ann', 'ben', 'cy', 'dee']) await another(name);
    await expect(another('eve')).rejects.toMatchObject({ failure: 'answer', code: 486 });
  });
});

describe('in a call', () => {
  const withTurn = (seconds: string) => ({
    settings: { TURN_URLS: coturn.url('udp'), TURN_SECRET: coturn.secret, TURN_SECONDS: seconds },
  });

  test('everybody gets credentials of their own with the answer to join, and no sooner', async () => {
    const app = await startApp(withTurn('60'));
    const [ann, ben] = [await join(app), await join(app, { name: 'Ben' })];
    expect(ann.hello).not.toHaveProperty('iceServers');
    for (const { joined } of [ann, ben]) {
      const [server] = joined.iceServers;
      expect(server).toMatchObject({ urls: [coturn.url('udp')] });
      const [expires, name] = server?.username.split(':') ?? [];
      expect(name).toBe(joined.peerId);
      expect(Number(expires) - inSeconds(0)).toBeGreaterThan(50);
      expect(Number(expires) - inSeconds(0)).toBeLessThanOrEqual(60);
      await allocateWith({ username: '', credential: '', ...server, url: coturn.url('udp') });
    }
    expect(app.lines.map(line => JSON.stringify(line)).join()).not.toContain(
      ann.joined.iceServers[0]?.credential,
    );
  });

  test('they are refreshed before they expire', async () => {
    const app = await startApp(withTurn('10'));
    const ann = await join(app);
    const told = () => ann.notifications.find(({ method }) => method === 'iceServers');
    await ann.until('fresh ones', () => told() !== undefined);
    const fresh = told()?.params as SignalParams<'iceServers'>;
    const first = Number(ann.joined.iceServers[0]?.username.split(':')[0]) * 1_000;
    expect(Date.now()).toBeLessThan(first);
    expect(fresh.expires).toBeGreaterThan(first);
    const [server] = fresh.iceServers;
    expect(server?.username).toBe(`${fresh.expires / 1_000}:${ann.peerId}`);
    await allocateWith({ username: '', credential: '', ...server, url: coturn.url('udp') });
  });
});
