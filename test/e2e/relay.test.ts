/**
 * Whole calls through a real coturn, started as it is shipped, by browsers that may use nothing else: over UDP, TCP and TLS, and longer
 * than the credentials are valid with which they began.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Coturn, sfuAddress, startCoturn, type TurnTransport } from '../support/coturn.ts';
import { freeMediaPort } from '../support/free-ports.ts';
import { poll } from '../support/poll.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { launchChromium, newPerson } from './support/browser.ts';
import type { Person } from './support/person.ts';
import { joinWithDevices, newSdkPage } from './support/sdk-page.ts';

let coturn: Coturn;
let browser: Browser;
let server: ServerProcess | undefined;
let people: Person[] = [];

beforeAll(async () => {
  coturn = await startCoturn();
  // Chromium takes a certificate that nobody vouches for, of exactly this key.
  const args = [`--ignore-certificate-errors-spki-list=${coturn.certificate.publicKeyHash}`];
  browser = await launchChromium('allowed', { args });
});
afterEach(async () => {
  await Promise.all(people.map(person => person.close()));
  people = [];
  expect(await server?.stop()).toBe(0);
});
afterAll(async () => {
  await browser?.close();
  expect(await coturn?.stop()).toBe(0);
});

interface Path {
  local: string;
  relayProtocol: string;
  remote: string;
}

async function serve(transports: readonly TurnTransport[], turnSeconds = 3_600): Promise<void> {
  server = await startServer({
    WORKERS: '1',
    MEDIA_PORT: String(await freeMediaPort(1)),
    LISTEN_ADDRESS: sfuAddress(),
    TURN_URLS: transports.map(transport => coturn.url(transport)).join(','),
    TURN_SECRET: coturn.secret,
    TURN_SECONDS: String(turnSeconds),
  });
}

async function relayed(name: string): Promise<Person> {
  const person = await newPerson(browser, server?.url ?? '', name);
  people.push(person);
  await person.open(`/r/relay?name=${name}&join&relay`);
  return person;
}

/** The ways in use by the page's connections that have found one. */
function pathsOf({ page }: Person): Promise<Path[]> {
  return page.evaluate(async () => {
    const paths: Path[] = [];
    for (const connection of connections.filter(({ connectionState }) => connectionState === 'connected')) {
      const stats = await connection.getStats();
      for (const stat of stats.values()) {
        if (stat.type !== 'transport' || !stat.selectedCandidatePairId) continue;
        const pair = stats.get(stat.selectedCandidatePairId);
        const local = stats.get(pair.localCandidateId);
        const remote = stats.get(pair.remoteCandidateId);
        paths.push({
          local: local.candidateType,
          relayProtocol: local.relayProtocol,
          remote: remote.candidateType,
        });
      }
    }
    return paths;
  });
}

/** Both send and receive, and both of their transports have a way. */
async function expectCall(ann: Person, ben: Person, relayProtocol: TurnTransport): Promise<void> {
  const expected = { local: 'relay', relayProtocol, remote: 'host' };
  for (const person of [ann, ben]) {
    await person.watches(1);
    await person.hears(1);
    expect(await pathsOf(person)).toEqual([expected, expected]);
  }
}

describe.each(['udp', 'tcp', 'tls'] as const)('through the relay over %s', transport => {
  test('two see and hear each other', async () => {
    await serve([transport]);
    const [ann, ben] = [await relayed('Ann'), await relayed('Ben')];
    await expectCall(ann, ben, transport);
  });
});

// Which of them is the browser's to choose, by what each of its network interfaces costs.
test('where there are several ways, one of them is taken', async () => {
  await serve(['tls', 'tcp', 'udp']);
  const [ann, ben] = [await relayed('Ann'), await relayed('Ben')];
  await Promise.all([ann.watches(1), ben.watches(1)]);
  for (const person of [ann, ben]) {
    expect((await pathsOf(person)).map(({ local }) => local)).toEqual(['relay', 'relay']);
  }
});

test('a call goes on when the credentials expire that it began with, and finds another way with fresh ones', async () => {
  const seconds = 20;
  await serve(['udp'], seconds);
  const { url } = server ?? { url: '' };
  const [ann, ben] = [await newSdkPage(browser, url), await newSdkPage(browser, url)];
  const options = { room: 'relay', iceTransportPolicy: 'relay' } as const;
  await joinWithDevices(ann, { ...options, name: 'Ann', microphone: true });
  await joinWithDevices(ben, { ...options, name: 'Ben', microphone: true });
  const joined = Date.now();
  await poll('Ben hears Ann', () => receives(ben));
  await poll('all paths are found', () => ben.evaluate(() => room.pathState === 'connected'));
  await ben.evaluate(() => {
    globalThis.seen = [];
    room.on('path', state => seen.push(state));
  });
  await poll('the first credentials have expired', () => Date.now() > joined + (seconds + 2) * 1_000);
  expect(await receives(ben)).toBe(true);
  expect(await ben.evaluate(() => seen)).toEqual([]);

  // The path is gone: its relay was of the first credentials, the next one is of the latest.
  await ben.evaluate(() => room.simulate('media-loss'));
  await poll('the path is lost', () => ben.evaluate(() => seen.includes('interrupted')));
  await poll('another is found', () => ben.evaluate(() => room.pathState === 'connected'));
  expect(await receives(ben)).toBe(true);
  for (const page of [ann, ben]) await page.context().close();
});

declare global {
  /** The states of the path, since the test began to look. */
  var seen: string[];
}

/** Whether sound arrives at the moment, through the relay. */
async function receives(page: Page): Promise<boolean> {
  const look = () =>
    page.evaluate(async () => {
      const { recvPath } = await room.stats();
      return { bytes: recvPath.bytesReceived, relayed: recvPath.relayed };
    });
  const { bytes } = await look();
  return poll('more has arrived', async () => {
    const now = await look();
    return now.bytes > bytes && now.relayed;
  });
}
