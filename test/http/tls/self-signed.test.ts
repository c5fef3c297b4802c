import { X509Certificate } from 'node:crypto';
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { selfSigned } from '../../../server/http/tls/self-signed.ts';
import { createLog } from '../../../server/log.ts';
import { temporaryDir } from '../../support/temporary-dir.ts';

const day = 86_400_000;
const usual = ['localhost', 'nas.local', '192.168.1.5', '2001:db8::5'];

async function folder() {
  const dir = join(await temporaryDir(), 'tls');
  const lines: string[] = [];
  const log = createLog('info', { write: line => lines.push(JSON.parse(line).msg) });
  const load = (needed = usual, listed = needed) =>
    selfSigned({ dir, names: { needed, listed }, log }).load();
  return { dir, path: join(dir, 'self-signed.pem'), load, lines };
}

function at(time: number): void {
  vi.useFakeTimers({ now: time, toFake: ['Date'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

test('it is made for these names, for no longer than browsers take, and for nothing but a server', async () => {
  const { path, load } = await folder();
  const { covers, selfSigned: own, from, until } = await load();
  expect(usual.filter(covers)).toEqual(usual);
  expect(own).toBe(true);
  expect(until.getTime() - from.getTime()).toBeLessThanOrEqual(397 * day);
  expect(from.getTime()).toBeLessThan(Date.now());
  const x509 = new X509Certificate(await readFile(path));
  expect(x509.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
  expect(x509.ca).toBe(false);
  expect(x509.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']); // serverAuth
  expect(x509.signatureAlgorithm).toBe('ecdsa-with-SHA256');
});

test('nobody else on this machine can read its key', async () => {
  const { dir, path, load } = await folder();
  await load();
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(dir)).mode & 0o777).toBe(0o700);
  expect(await readdir(dir)).toEqual(['self-signed.pem']);
});

test('it is kept, so that people accept it once', async () => {
  const { load } = await folder();
  const { fingerprint } = await load();
  expect((await load()).fingerprint).toBe(fingerprint);
  expect((await load(['localhost'])).fingerprint).toBe(fingerprint);
  expect((await load(usual, [...usual, '2001:db8::99'])).fingerprint).toBe(fingerprint);
});

test('it is made anew for a name that it lacks', async () => {
  const { load } = await folder();
  const { fingerprint } = await load();
  const fresh = await load([...usual, '10.0.0.9']);
  expect(fresh.fingerprint).not.toBe(fingerprint);
  expect(fresh.covers('10.0.0.9')).toBe(true);
});

test('it is made anew in its last thirty days', async () => {
  const { load } = await folder();
  const { fingerprint, until } = await load();
  at(until.getTime() - 30 * day - 1_000);
  expect((await load()).fingerprint).toBe(fingerprint);
  at(until.getTime() - 30 * day);
  const fresh = await load();
  expect(fresh.fingerprint).not.toBe(fingerprint);
  expect(fresh.until.getTime()).toBeGreaterThan(until.getTime() + 300 * day);
});

test.each(['', 'no certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
  'what is there and makes no sense (%j) is replaced',
  async text => {
    const { path, load } = await folder();
    const { fingerprint } = await load();
    await writeFile(path, text);
    const fresh = await load();
    expect(fresh.fingerprint).not.toBe(fingerprint);
    expect((await load()).fingerprint).toBe(fresh.fingerprint);
  },
);

test('one that cannot be kept is served, with a warning', async () => {
  const { dir, load, lines } = await folder();
  await writeFile(dir, 'no folder');
  await chmod(dir, 0o600);
  expect((await load()).covers('localhost')).toBe(true);
  expect(lines).toEqual([expect.stringMatching(/^the certificate cannot be kept, .*: E\w+/)]);
});
