/** What the doctor makes of silence when it is in a container, where loopback is not its host's; sockets on loopback are real. */
import { expect, test } from 'vitest';
import { isForHostOnly } from '../../server/doctor/checks/inside-container.ts';
import { checkPublicUrl } from '../../server/doctor/checks/public-url.ts';
import { unjudged } from '../../server/doctor/checks/turn-inside.ts';
import { checkRelays } from '../../server/doctor/checks/turn-relay.ts';
import { reporterOf } from '../../server/doctor/findings.ts';
import { StunError } from '../../server/lib/stun/stun-error.ts';
import type { Finding } from '../../server/protocol/doctor.ts';
import { freeHttpPort } from '../support/free-ports.ts';
import { find, ipv4, patient, type Spoiled } from '../support/patient.ts';

const docker = { inContainer: true, interfaces: { eth0: [ipv4('172.31.250.10')] } };
const secret = 'a secret of the tests, of 32 characters';
const here = ['127.0.0.1'];

const statuses = (findings: readonly Finding[]) => findings.map(({ status }) => status);

/** As docker-compose.yml sets it up without a domain, but for the number of the port. */
const stack = (port: number, urls: string[] = []): Spoiled => ({
  settings: {
    publicUrl: `http://localhost:${port}`,
    announcedAddresses: here,
    ...(urls.length > 0 && { turn: { urls, secret } }),
  },
  machine: docker,
});

test('a stack for its host only: PUBLIC_URL and TURN are not judged, and it says how to', async () => {
  const port = await freeHttpPort();
  const urls = [`turn:127.0.0.1:${port}`, `turn:127.0.0.1:${port}?transport=tcp`];
  for (const check of [checkPublicUrl, checkRelays]) {
    const found = await find(check, stack(port, urls));
    expect(found).not.toEqual([]);
    for (const { status, sentence } of found) {
      expect(status).toBe('skipped');
      expect(sentence).toContain(`npm run check-stack -- http://localhost:${port}`);
    }
  }
});

test('outside of a container the same is wrong', async () => {
  const port = await freeHttpPort();
  const { settings = {} } = stack(port, [`turn:127.0.0.1:${port}`]);
  expect(statuses(await find(checkPublicUrl, { settings }))).toEqual(['error']);
  expect(statuses(await find(checkRelays, { settings }))).toEqual(['error']);
});

test('nor is a TURN server excused that is of the container itself, or answers nonsense', async () => {
  const port = await freeHttpPort();
  const turn = { urls: [`turn:127.0.0.1:${port}`], secret };
  expect(statuses(await find(checkRelays, { settings: { turn }, machine: docker }))).toEqual(['error']);
});

test('PUBLIC_URL by loopback, media by another address: a warning', async () => {
  const publicUrl = `http://localhost:${await freeHttpPort()}`;
  const settings = { publicUrl, announcedAddresses: ['192.168.1.20'] };
  expect(await find(checkPublicUrl, { settings, machine: docker })).toMatchObject([
    { status: 'warning', remedy: expect.stringContaining(`check-stack -- ${publicUrl}`) },
  ]);
});

test('where the port is the one listened on, loopback is judged', () => {
  const { web } = patient();
  const looked = (publicUrl: string, change: Spoiled['machine'] = docker) => {
    const { settings, machine } = patient({
      settings: { publicUrl, announcedAddresses: here },
      machine: change,
    });
    return isForHostOnly({ settings, machine, web });
  };
  expect(looked('http://localhost')).toBe(true);
  expect(looked('https://127.0.0.1')).toBe(true);
  expect(looked(`http://localhost:${web.port}`)).toBe(false);
  expect(looked('http://meet.example.org')).toBe(false);
  expect(looked('http://localhost', { inContainer: false })).toBe(false);
});

test.each([
  ['of nobody else', [], 'warning'],
  ['at another port of it', ['turn:192.168.1.20:3479?transport=tcp'], 'warning'],
  ['by TCP', ['turn:192.168.1.20:3478?transport=tcp'], 'skipped'],
])('UDP to a port of the host stays silent, an allocation was had %s', async (_what, admitting, status) => {
  const settings = { announcedAddresses: ['192.168.1.20'] };
  const failure = new StunError('timeout', 'no answer');
  const opened = { ...patient({ settings, machine: docker }), doors: Promise.resolve([]) };
  const judge = (url: string, change: Partial<typeof opened> = {}) =>
    unjudged(reporterOf('turn-relay'), { url, failure, admitting }, { ...opened, ...change });
  expect(await judge('turn:192.168.1.20:3478')).toMatchObject({ status });
  expect(await judge('turn:192.168.1.20:3478?transport=tcp')).toBeUndefined();
  expect(await judge('turn:192.168.1.21:3478')).toBeUndefined();
  expect(await judge('turn:192.168.1.20:3478', { machine: patient().machine })).toBeUndefined();
});
