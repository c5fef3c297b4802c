/** When a renewed certificate is taken, and what is said of one that cannot be. The sockets have a test of their own. */
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { type Certificate, CertificateError, certificateOf } from '../../../server/http/tls/certificate.ts';
import type { CertificateSource } from '../../../server/http/tls/certificate-source.ts';
import { Tls } from '../../../server/http/tls/tls.ts';
import { createLog } from '../../../server/log.ts';
import { makeCertificate } from '../../support/certificate.ts';

const every = 1_000;
const labels = { cert: 'TLS_CERT', key: 'TLS_KEY' };
const pairs = await Promise.all([makeCertificate(['meet.example']), makeCertificate(['meet.example'])]);
const [first, second] = pairs.map(({ cert, key }) => certificateOf(cert, key, labels)) as [
  Certificate,
  Certificate,
];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A source that has what `held` says at the moment. */
async function started() {
  const held = { state: 'one', certificate: first as Certificate | undefined, loads: 0 };
  const source: CertificateSource = {
    every,
    state: async () => held.state,
    load: async () => {
      held.loads += 1;
      if (!held.certificate) throw new CertificateError('TLS_KEY does not belong to TLS_CERT');
      return held.certificate;
    },
  };
  const lines: { level: number; msg: string }[] = [];
  const log = createLog('info', { write: line => lines.push(JSON.parse(line)) });
  const tls = await Tls.start(source, log);
  onTestFinished(() => tls.close());
  return { tls, held, lines };
}

test('nothing new, nothing read', async () => {
  const { held } = await started();
  await vi.advanceTimersByTimeAsync(10 * every);
  expect(held.loads).toBe(1);
});

test('a renewed one is taken at the next look, and that is one line', async () => {
  const { tls, held, lines } = await started();
  Object.assign(held, { state: 'two', certificate: second });
  await vi.advanceTimersByTimeAsync(5 * every);
  expect(tls.certificate).toBe(second);
  expect(held.loads).toBe(2);
  expect(lines).toMatchObject([
    { level: 30, msg: 'the certificate was renewed', fingerprint: second.fingerprint },
  ]);
});

test('files that were touched and hold the same are no news', async () => {
  const { tls, held, lines } = await started();
  held.state = 'touched';
  await vi.advanceTimersByTimeAsync(5 * every);
  expect(tls.certificate).toBe(first);
  expect(lines).toEqual([]);
});

test('a pair of which half is written is waited for, without a word', async () => {
  const { tls, held, lines } = await started();
  Object.assign(held, { state: 'half', certificate: undefined });
  await vi.advanceTimersByTimeAsync(every);
  expect(tls.certificate).toBe(first);
  Object.assign(held, { state: 'whole', certificate: second });
  await vi.advanceTimersByTimeAsync(every);
  expect(tls.certificate).toBe(second);
  expect(lines.map(({ msg }) => msg)).toEqual(['the certificate was renewed']);
});

test('one that stays unusable is told once, and the one before stays until there is a good one', async () => {
  const { tls, held, lines } = await started();
  Object.assign(held, { state: 'broken', certificate: undefined });
  await vi.advanceTimersByTimeAsync(10 * every);
  expect(tls.certificate).toBe(first);
  expect(lines.map(({ msg }) => msg)).toEqual([
    'the certificate has changed and cannot be used, the one before stays: TLS_KEY does not belong to TLS_CERT',
  ]);
  held.certificate = second; // the same state: a clock that is too coarse
  await vi.advanceTimersByTimeAsync(every);
  expect(tls.certificate).toBe(second);
});

test('one that is out of date is served, with a warning', async () => {
  const until = new Date(Date.now() - 1_000);
  const source: CertificateSource = {
    every,
    state: async () => '',
    load: async () => ({ ...first, until }),
  };
  const lines: string[] = [];
  const log = createLog('info', { write: line => lines.push(JSON.parse(line).msg) });
  (await Tls.start(source, log)).close();
  expect(lines).toEqual([`the certificate has expired on ${until.toISOString()}`]);
});

test('there is no start without one, and none left to look after', async () => {
  const load = () => Promise.reject(new CertificateError('TLS_CERT cannot be read'));
  const start = Tls.start({ every, state: async () => '', load }, createLog('silent'));
  await expect(start).rejects.toThrow('TLS_CERT cannot be read');
  expect(vi.getTimerCount()).toBe(0);
});

test('closed, it looks no more', async () => {
  const { tls, held } = await started();
  vi.advanceTimersByTime(every); // a look is on its way
  tls.close();
  Object.assign(held, { state: 'two', certificate: second });
  await vi.advanceTimersByTimeAsync(5 * every);
  expect(vi.getTimerCount()).toBe(0);
});
