/** Probes and reports of a session: whose they are, how many, and what becomes of them and of it. */
import { expect, test, vi } from 'vitest';
import { Turn } from '../../server/auth/turn.ts';
import { usualEdgeLimits } from '../../server/limits.ts';
import { AddressLimits } from '../../server/sessions/address-limits.ts';
import { aReport } from '../support/check-report.ts';
import { house, ownTime, reasonOf } from './house.ts';

ownTime();

const dtlsParameters = {
  role: 'client' as const,
  fingerprints: [{ algorithm: 'sha-256' as const, value: Array(32).fill('AB').join(':') }],
};

test('a probe comes with what a browser needs, before joining and after', async () => {
  const turn = new Turn({ urls: ['turn:127.0.0.1:3478'], secret: 'a secret', seconds: 3_600 });
  const client = house({ turn }).connect();
  const names = new Set<string | undefined>();
  for (const phase of ['connected', 'joined']) {
    const { probeId, transport, data, iceServers } = await client.call('probe', {});
    expect([phase, transport.iceCandidates.length, data.streams]).toEqual([
      phase,
      1,
      { ordered: 0, lossy: 1 },
    ]);
    const [expires, name] = iceServers[0]?.username.split(':') ?? [];
    names.add(name);
    expect(Number(expires) - Date.now() / 1_000).toBeLessThanOrEqual(300);
    expect(await client.call('connectProbe', { probeId, dtlsParameters })).toEqual({});
    if (phase === 'connected') await client.join('Ann');
  }
  // One user of the TURN server, with one quota, however often somebody asks.
  expect([...names]).toEqual([expect.stringMatching(/^probe-[\w-]{16}$/)]);
});

test('it is closed by its session, and by nobody else', async () => {
  const { connect, probes } = house();
  const [ann, eve] = [connect(), connect()];
  const { probeId } = await ann.call('probe', {});
  expect(reasonOf(await eve.answer(eve.send('connectProbe', { probeId, dtlsParameters })))).toBe('not-found');
  await eve.call('closeProbe', { probeId });
  expect(probes.size).toBe(1);
  await ann.call('closeProbe', { probeId });
  await ann.call('closeProbe', { probeId });
  expect(probes.size).toBe(0);
  expect(reasonOf(await ann.answer(ann.send('connectProbe', { probeId, dtlsParameters })))).toBe('not-found');
});

test('it ends with its session, also while it is being opened', async () => {
  const { connect, probes, worker } = house();
  const client = connect();
  await client.call('probe', {});
  worker.stop();
  client.send('probe');
  await worker.waiting('worker.createRouter');
  client.session.onSocketClosed(1000);
  worker.continue();
  await worker.settled();
  expect([probes.size, worker.size]).toEqual([0, 0]);
});

test('a session has so many at a time, an address so many in a while', async () => {
  const { connect } = house();
  const addresses = new AddressLimits({ ...usualEdgeLimits, probeBurst: 10 });
  const [ann, ben] = [connect(addresses.enter('192.0.2.1')), connect(addresses.enter('192.0.2.1'))];
  const ask = async (client: typeof ann) => reasonOf(await client.answer(client.send('probe')));
  for (let count = 0; count < 8; count += 1) expect(await ask(ann)).toBeUndefined();
  expect(await ask(ann)).toBe('rate-limited');
  expect([await ask(ben), await ask(ben), await ask(ben)]).toEqual([undefined, undefined, 'rate-limited']);
});

test('a server has so many at a time', async () => {
  const { connect, probes } = house();
  const addresses = new AddressLimits({ ...usualEdgeLimits, probeBurst: 1_000 });
  const clients = Array.from({ length: 26 }, () => connect(addresses.enter('192.0.2.1')));
  const answers = [];
  for (const client of clients) {
    for (let count = 0; count < 8; count += 1) answers.push(await client.answer(client.send('probe')));
  }
  const reasons = answers.map(reasonOf);
  expect(reasons.filter(reason => reason === undefined)).toHaveLength(usualEdgeLimits.maxProbes);
  expect(reasons.slice(usualEdgeLimits.maxProbes)).toEqual(Array(8).fill('unavailable'));
  for (const client of clients) client.session.onSocketClosed(1000);
  expect(probes.size).toBe(0);
});

test('who checks need not hurry to join; afterwards it has as long as at first', async () => {
  const { connect } = house();
  const client = connect();
  await client.call('probe', {});
  const { probeId } = await client.call('probe', {});
  await client.call('closeProbe', { probeId });
  for (let seconds = 0; seconds < 50; seconds += 5) {
    await vi.advanceTimersByTimeAsync(5_000);
    client.session.onPong('');
  }
  expect(client.socket.closed).toBeUndefined();
  await vi.advanceTimersByTimeAsync(10_000); // the other one has ended by itself
  expect(client.socket.closed).toBeUndefined();
  client.session.onPong('');
  await vi.advanceTimersByTimeAsync(4_999);
  expect(client.socket.closed).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  expect(client.socket.closed).toEqual({ code: 4001, reason: 'timeout' });
});

test('the end of a probe ends no call', async () => {
  const client = house().connect();
  const { probeId } = await client.call('probe', {});
  await client.join('Ann');
  await client.call('closeProbe', { probeId });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(client.socket.closed).toBeUndefined();
});

test('a report is kept under the id that is told; an address leaves so many', async () => {
  const { connect, checks } = house();
  const addresses = new AddressLimits(usualEdgeLimits);
  const client = connect(addresses.enter('192.0.2.1'));
  for (let count = 0; count < usualEdgeLimits.reportBurst; count += 1) {
    const { checkId } = await client.call('reportCheck', { report: aReport() });
    expect(checks.find(checkId)?.report).toEqual(aReport());
  }
  const answer = await client.answer(client.send('reportCheck', { report: aReport() }));
  expect(reasonOf(answer)).toBe('rate-limited');
});

test.each<[string, object, string]>([
  ['a word that is none', { verdict: 'fine' }, 'report.verdict'],
  ['a line feed', { browser: 'a\nb' }, 'report.browser'],
  ['more than there can be', { ways: Array(17).fill(aReport().ways[0]) }, 'report.ways'],
  ['a fraction above one', { loss: { up: 1.5, down: 0 } }, 'report.loss.up'],
  ['a number that is none', { socketRoundTripMs: '1' }, 'report.socketRoundTripMs'],
  ['more than is asked for', { name: 'Ann' }, 'report.name'],
])('a report with %s is refused', async (_, wrong, field) => {
  const { connect, checks } = house();
  const client = connect();
  const answer = await client.answer(client.send('reportCheck', { report: { ...aReport(), ...wrong } }));
  expect(answer).toMatchObject({ error: { data: { reason: 'invalid-params', field } } });
  expect(checks.list()).toEqual([]);
});
