/** container/plenum.sh: what follows from DOMAIN, and from its absence; and the secrets that are made once. */
import { spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../server/config.ts';
import { temporaryDir } from '../support/temporary-dir.ts';

/** What `node` would see in its place. */
async function settingsOf(
  command: string,
  environment: Record<string, string>,
): Promise<Record<string, string>> {
  const dir = await temporaryDir();
  writeFileSync(join(dir, 'node'), '#!/bin/sh\nexec env -0\n');
  chmodSync(join(dir, 'node'), 0o755);
  const env = { PATH: `${dir}:${process.env.PATH}`, ...environment };
  const { stdout, status, stderr } = spawnSync('sh', ['container/plenum.sh', command], {
    env,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return Object.fromEntries(stdout.split('\0').map(line => line.split(/=(.*)/s).slice(0, 2)));
}

const secret = 'a secret of more than thirty-two characters';
const composed = { MEDIA_PORTS: '40000-40001', TURN_DOMAIN: 'turn.meet.test', TURN_SECRET: secret };

test('with a domain: everything is below it, and nobody comes in without a token', async () => {
  const config = loadConfig(
    await settingsOf('start', { ...composed, DOMAIN: 'meet.test', TOKEN_SECRET: secret }),
  );
  expect(config).toMatchObject({
    access: 'token',
    announcedAddresses: ['meet.test'],
    mediaPort: 40_000,
    publicUrl: 'https://meet.test',
    workers: 2,
  });
  expect(config.turn?.urls).toEqual([
    'turn:meet.test:3478',
    'turn:meet.test:3478?transport=tcp',
    'turns:turn.meet.test:443?transport=tcp',
  ]);
});

test('without one: this machine only, and open', async () => {
  const config = loadConfig(await settingsOf('start', { ...composed, DOMAIN: '', TOKEN_SECRET: secret }));
  expect(config).toMatchObject({
    access: 'open',
    announcedAddresses: ['127.0.0.1'],
    publicUrl: 'http://localhost',
  });
  expect(config.turn?.urls).toEqual(['turn:127.0.0.1:3478', 'turn:127.0.0.1:3478?transport=tcp']);
});

test('what is set stays', async () => {
  const set = {
    ANNOUNCED_ADDRESS: '192.0.2.1',
    PUBLIC_URL: 'https://other.test',
    TURN_URLS: 'turn:else.test',
  };
  const settings = await settingsOf('token', {
    ...composed,
    ...set,
    MEDIA_PORTS: '50000-50007',
    DOMAIN: 'meet.test',
  });
  expect(settings).toMatchObject({ ...set, MEDIA_PORT: '50000', WORKERS: '8' });
});

test('outside of Compose nothing is derived', async () => {
  const settings = await settingsOf('start', { PUBLIC_URL: 'https://meet.test' });
  expect(settings).toMatchObject({ PUBLIC_URL: 'https://meet.test' });
  for (const name of ['ACCESS', 'ANNOUNCED_ADDRESS', 'MEDIA_PORT', 'TURN_URLS', 'WORKERS'])
    expect(settings).not.toHaveProperty(name);
});

test('a command that is none is refused', () => {
  const { status, stderr } = spawnSync('sh', ['container/plenum.sh', 'stop'], { encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('no command "stop"') });
});

test('a secret is made once, for its owner only, and not shown', async () => {
  const file = join(await temporaryDir(), 'secret');
  const make = () => spawnSync(process.execPath, ['scripts/make-secrets.ts', file], { encoding: 'utf8' });
  expect(make().stdout).toBe(`${file}: made\n`);
  const made = readFileSync(file, 'utf8');
  expect(made).toMatch(/^[\w-]{43}$/);
  expect(statSync(file).mode & 0o777).toBe(0o400);
  expect(make().stdout).toBe(`${file}: is there\n`);
  expect(readFileSync(file, 'utf8')).toBe(made);
});
