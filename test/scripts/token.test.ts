/**
 * `npm run token` as a process, without npm: what it prints, and that the server takes it.
 */
import { spawnSync } from 'node:child_process';
import { decodeJwt } from 'jose';
import { expect, test, vi } from 'vitest';
import { Access } from '../../server/auth/access.ts';
import { KeyRing } from '../../server/auth/keys.ts';

// A process each, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const secret = 'a secret of more than thirty-two characters';

function run(options: string[], settings: Record<string, string> = { TOKEN_SECRET: secret }) {
  const env = { PATH: process.env.PATH, ...settings };
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/token.ts', ...options], {
    env,
    encoding: 'utf8',
  });
  return { status, lines: stdout.split('\n').slice(0, -1), stderr };
}

async function access(): Promise<Access> {
  const keys = await KeyRing.load({ secret });
  return new Access({ mode: 'token', keys, audience: 'plenum', tokenSeconds: 600 });
}

test('a token and a link, each on its own line, and the server takes it', async () => {
  const { status, lines, stderr } = run(['--room', 'Caf\u00e9 1', '--name', 'Ann']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const [token = ''] = lines;
  expect(lines).toEqual([token, `http://localhost:3000/r/Caf%C3%A9%201#token=${token}`]);
  const visitor = await (await access()).visitor({ room: 'Caf\u00e9 1', name: undefined, token });
  expect(visitor).toMatchObject({
    name: 'Ann',
    roomCreate: true,
    hidden: false,
    grant: { moderator: false },
  });
});

test('every option has its effect', () => {
  const restricted = [
    '--moderator',
    '--hidden',
    '--no-create',
    '--no-subscribe',
    '--no-send',
    '--seconds',
    '60',
  ];
  const options = ['--room', 'x', '--identity', 'bo', '--publish', 'camera,microphone', ...restricted];
  const { lines } = run(options, { TOKEN_SECRET: secret, TOKEN_AUDIENCE: 'calls' });
  const { exp = 0, iat = 0, ...claims } = decodeJwt(lines[0] ?? '');
  expect(exp - iat).toBe(60);
  expect(claims).toEqual({
    sub: 'bo',
    jti: expect.any(String),
    aud: 'calls',
    room: 'x',
    grant: {
      canPublish: ['microphone', 'camera'],
      canSubscribe: false,
      canSend: false,
      moderator: true,
      hidden: true,
    },
  });
});

test('the link begins with the public address, and there is none where there is no single room', async () => {
  const settings = { TOKEN_SECRET: secret, PUBLIC_URL: 'https://meet.example.org/' };
  expect(run(['--room', 'x'], settings).lines[1]).toMatch(/^https:\/\/meet\.example\.org\/r\/x#token=ey/);
  expect(run(['--room', 'team-*']).lines).toHaveLength(1);
  const { lines } = run(['--admin']);
  expect(lines).toEqual([lines[0], `http://localhost:3000/admin#token=${lines[0]}`]);
  expect((await (await access()).admin(lines[0])).covers('any')).toBe(true);
});

test('without a secret it proposes one that is good enough, and new each time', () => {
  const proposals = [run(['--room', 'x'], {}), run(['--room', 'x'], {})].map(({ status, lines, stderr }) => {
    expect({ status, lines }).toEqual({ status: 1, lines: [] });
    expect(stderr).toContain('.env');
    return /^TOKEN_SECRET=([\w-]{43})$/m.exec(stderr)?.[1];
  });
  expect(new Set(proposals).size).toBe(2);
  expect(proposals).not.toContain(undefined);
});

test('with public keys only it says who makes tokens', () => {
  const { status, stderr } = run(['--room', 'x'], { TOKEN_KEYS: '/etc/keys.pem' });
  expect(status).toBe(1);
  expect(stderr).toContain('whoever owns the private key');
});

test.each([
  [[], '--room is missing'],
  [['--room', ''], /^--room: /],
  [
    ['--room', 'x', '--publish', 'smell'],
    '--publish: no source "smell", there are microphone, camera, screen, screen-audio',
  ],
  [['--room', 'x', '--seconds', '1.5'], /^--seconds: /],
  [['--room', 'x', '--name', ' '], /^--name: /],
  [['--room', 'x', '--moderate'], /^Unknown option '--moderate'/],
  [['x'], /^Unexpected argument 'x'/],
])('%o: a sentence, the usage, exit code 1', (options, sentence) => {
  const { status, lines, stderr } = run(options);
  expect({ status, lines }).toEqual({ status: 1, lines: [] });
  const [first = ''] = stderr.split('\n');
  if (typeof sentence === 'string') expect(first).toBe(sentence);
  else expect(first).toMatch(sentence);
  expect(stderr).toContain('npm run token -- --room ROOM');
});

test('a setting that is wrong is named, a secret not shown', () => {
  const { status, stderr } = run(['--room', 'x'], { TOKEN_SECRET: 'short-secret' });
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'TOKEN_SECRET must have at least 32 characters.\n',
  });
});

test.each([
  [{ TLS_CERT: '/cert.pem', TLS_KEY: '/key.pem', PORT: '8443' }, 'https://localhost:8443/'],
  [{ TLS: 'self-signed', PUBLIC_URL: 'https://meet.example' }, 'https://meet.example/'],
])('with %o the link begins with %s', (settings, begin) => {
  const { lines } = run(['--room', 'x'], { TOKEN_SECRET: secret, ...settings });
  expect(lines[1]?.startsWith(begin)).toBe(true);
});
