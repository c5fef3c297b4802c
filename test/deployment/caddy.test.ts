/** caddy/start.sh and the files beside it, by a real Caddy: every way in which it can be started is a valid configuration. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { findInPath } from '../support/find-program.ts';
import { temporaryDir } from '../support/temporary-dir.ts';

async function check(settings: Record<string, string>) {
  if (!findInPath('caddy', process.env))
    throw new Error('Caddy is missing: `npm test` installs it, or says how.');
  const dir = await temporaryDir();
  const env = {
    PATH: process.env.PATH,
    XDG_DATA_HOME: dir,
    XDG_CONFIG_HOME: dir,
    DOMAIN: '',
    TURN_DOMAIN: 'turn.localhost',
    PLENUM: '192.0.2.10:3000',
    HAPROXY: '192.0.2.13',
    ...settings,
  };
  const { status, stdout, stderr } = spawnSync('sh', ['caddy/start.sh', 'check'], { env, encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

const domain = { DOMAIN: 'meet.test', TURN_DOMAIN: 'turn.meet.test' };

test.each([
  ['without a domain', {}],
  ['with a domain', domain],
  ['with an address for the authority', { ...domain, ACME_EMAIL: 'ann@example.org' }],
  ['with an authority of its own', { ...domain, CERTIFICATES: 'internal' }],
])('%s', async (_what, settings) => {
  const { status, said } = await check(settings);
  expect({ status, said }).toEqual({ status: 0, said: expect.stringContaining('Valid configuration') });
  expect(said).not.toContain('not formatted');
});

test('certificates of no known kind are refused', async () => {
  expect(await check({ ...domain, CERTIFICATES: 'none' })).toEqual({
    status: 1,
    said: 'CERTIFICATES must be acme or internal.\n',
  });
});
