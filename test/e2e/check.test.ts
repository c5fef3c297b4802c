/**
 * The connection check of the SDK, in a real browser, against a server that lets nobody in without a token: what it finds on a good
 * network, and what it finds missing on bad ones.
 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PlenumApi } from '../../client/node/index.ts';
import type { CheckOptions, CheckResult } from '../../client/sdk/index.ts';
import { type Coturn, sfuAddress, startCoturn } from '../support/coturn.ts';
import { freeHttpPort, freeMediaPort } from '../support/free-ports.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { launchChromium } from './support/browser.ts';
import { goThrough } from './support/go-through.ts';
import { newSdkPage } from './support/sdk-page.ts';
import { UdpRelay } from './support/udp-relay.ts';

const secret = 'a secret of the tests, of more than 32 characters';
const mediaPort = await freeMediaPort(1);
/** Nobody answers there. */
const deadTurn = `turn:127.0.0.1:${await freeHttpPort()}?transport=tcp`;

let coturn: Coturn;
let server: ServerProcess;
let browser: Browser;
let api: PlenumApi;

beforeAll(async () => {
  coturn = await startCoturn();
  const urls = [deadTurn, coturn.url('tls'), coturn.url('tcp'), coturn.url('udp')];
  server = await startServer({
    WORKERS: '1',
    MEDIA_PORT: String(mediaPort),
    LISTEN_ADDRESS: sfuAddress(),
    TOKEN_SECRET: secret,
    TURN_URLS: urls.join(','),
    TURN_SECRET: coturn.secret,
  });
  // Chromium takes a certificate that nobody vouches for, of exactly this key.
  const args = [`--ignore-certificate-errors-spki-list=${coturn.certificate.publicKeyHash}`];
  browser = await launchChromium('allowed', { args });
  api = new PlenumApi({ url: server.url, secret });
});
afterAll(async () => {
  await browser?.close();
  expect(await server?.stop()).toBe(0);
  expect(await coturn?.stop()).toBe(0);
});

/** `block`: what of the server's candidates a firewall lets nobody reach. */
async function newPage(block?: string): Promise<Page> {
  const page = await newSdkPage(browser, server.url);
  if (block !== undefined) await page.evaluate(withoutCandidates, block);
  return page;
}

/** Runs in the page. A relay still reaches what the page itself does not. */
function withoutCandidates(protocols: string): void {
  const set: (this: RTCPeerConnection, description: RTCSessionDescriptionInit) => Promise<void> =
    RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = function (
    this: RTCPeerConnection,
    { type, sdp = '' }: RTCSessionDescriptionInit,
  ) {
    const isRelayed = this.getConfiguration().iceTransportPolicy === 'relay';
    const blocked = new RegExp(`^a=candidate:\\S+ 1 (${protocols}) .*\r\n`, 'gm');
    return set.call(this, { type, sdp: isRelayed ? sdp : sdp.replace(blocked, '') });
  };
}

function check(page: Page, options: Partial<Pick<CheckOptions, 'url' | 'media'>> = {}) {
  return page.evaluate(async given => {
    const steps: string[] = [];
    const result = await plenum.checkConnection({
      url: `ws://${location.host}/ws`,
      onProgress: ({ step }) => steps.push(step),
      ...given,
    });
    return { result, steps: [...new Set(steps)] };
  }, options);
}

const outcomes = ({ ways }: CheckResult) => ways.map(({ way, outcome }) => `${way} ${outcome}`);
const relays = ['turn-udp works', 'turn-tcp fails', 'turn-tcp works', 'turn-tls works'];

test('on a good network everything works but the server that is dead, and the operator finds the report', async () => {
  const { result, steps } = await check(await newPage(), { media: true });
  expect(outcomes(result)).toEqual(['udp works', 'tcp works', ...relays]);
  expect(result.ways.find(({ outcome }) => outcome === 'fails')?.url).toBe(deadTurn);
  expect(result).toMatchObject({ verdict: 'good', microphone: 'works', camera: 'works' });
  expect([result.loss.up, result.loss.down]).toEqual([0, 0]);
  expect(result.bandwidth.up).toBeGreaterThan(1e6);
  expect(result.bandwidth.down).toBeGreaterThan(1e6);
  expect(result.socketRoundTripMs).toBeGreaterThan(0);
  expect(steps).toEqual(['socket', 'ways', 'loss', 'bandwidth', 'report']);
  const { checkId, ...report } = result;
  expect(await api.checks.get((checkId ?? '').toLowerCase())).toMatchObject({ checkId, report });
});

test('without UDP a call would go by TCP', async () => {
  const { result } = await check(await newPage('udp'));
  expect(outcomes(result)).toEqual(['udp fails', 'tcp works', ...relays]);
  expect(result).toMatchObject({ verdict: 'relayed', microphone: 'untried', camera: 'untried' });
  expect(result.bandwidth.up).toBeGreaterThan(1e6);
});

test('where the media ports cannot be reached it would go through a relay', async () => {
  const { result } = await check(await newPage('udp|tcp'));
  expect(outcomes(result)).toEqual(['udp fails', 'tcp fails', ...relays]);
  expect(result.verdict).toBe('relayed');
  expect(result.ways[2]?.roundTripMs).toBeGreaterThan(0);
  expect(result.bandwidth.down).toBeGreaterThan(1e6);
});

test('where nothing works that is what is reported', async () => {
  const page = await newPage();
  await page.evaluate(() => {
    // As behind a firewall that lets nothing through: what is sent goes nowhere.
    RTCPeerConnection.prototype.setRemoteDescription = async () => {};
  });
  const { result, steps } = await check(page);
  expect(new Set(result.ways.map(({ outcome }) => outcome))).toEqual(new Set(['fails']));
  expect([result.verdict, result.bandwidth]).toEqual(['no-media', { up: null, down: null }]);
  expect(steps).toEqual(['socket', 'ways', 'report']);
  expect((await api.checks.list())[0]?.checkId).toBe(result.checkId);
});

/** On a page whose direct way by UDP leads through a relay that is as `shape` makes it. */
async function checkThrough(shape: (relay: UdpRelay) => void): ReturnType<typeof check> {
  const relay = await UdpRelay.to(mediaPort, sfuAddress());
  shape(relay);
  const page = await newPage();
  await page.evaluate(goThrough, relay.port);
  try {
    return await check(page);
  } finally {
    relay.close();
  }
}

test('a thin link is slow, and what it loses by being measured is no loss of its own', async () => {
  const { result } = await checkThrough(relay => relay.up.limit(150_000));
  expect(outcomes(result).slice(0, 1)).toEqual(['udp works']);
  expect(result.verdict).toBe('slow');
  expect(result.bandwidth.up).toBeGreaterThan(20_000);
  expect(result.bandwidth.up).toBeLessThan(200_000);
  // What comes down is acknowledged on the way up: so it is not as fast as it could be. 260 to 1,000 kbit/s were seen.
  expect(result.bandwidth.down).toBeGreaterThan(50_000);
});

// A prime: with 12 it was at times nothing but the acknowledgement after every two packets that was lost. More seldom than 1 in 11,
// with which what carries the packets slows down so far that the way is slow.
test('a link that loses packets is lossy', async () => {
  const { result } = await checkThrough(relay => relay.down.loseEvery(17));
  expect(result.verdict).toBe('lossy');
  expect(result.loss.up).toBeLessThan(0.02);
  expect(result.loss.down).toBeGreaterThan(0.04);
  expect(result.loss.down).toBeLessThan(0.16);
});

test('a server that cannot be reached is found not to be', async () => {
  const { result, steps } = await check(await newPage(), {
    url: `ws://127.0.0.1:${await freeHttpPort()}/ws`,
  });
  expect(result).toMatchObject({ verdict: 'no-server', checkId: null, ways: [] });
  expect(steps).toEqual(['socket']);
});

test('a check that is called off ends at once', async () => {
  const page = await newPage('udp|tcp');
  const after = await page.evaluate(async () => {
    const calledOff = new AbortController();
    const running = plenum.checkConnection({
      url: `ws://${location.host}/ws`,
      signal: calledOff.signal,
      onProgress: ({ step }) => step === 'ways' && calledOff.abort(new Error('enough')),
    });
    const error: unknown = await running.catch(reason => reason);
    return String(error);
  });
  expect(after).toBe('Error: enough');
});
