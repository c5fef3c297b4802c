import { expect, test } from 'vitest';
import { ConfigError, loadConfig, settings } from '../server/config.ts';

const mistakesOf = (environment: Record<string, string>) => {
  try {
    loadConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
};

test('without any setting there is a default for each', () => {
  const config = loadConfig({ HOME: '/home/ann' });
  expect(config).toEqual({
    host: '0.0.0.0',
    port: 3000,
    mediaPort: 40_000,
    workers: expect.any(Number),
    listenAddress: undefined,
    announcedAddress: undefined,
    logLevel: 'info',
    workerBin: undefined,
    cacheDir: '/home/ann/.cache/plenum',
  });
  expect(config.workers).toBeGreaterThan(0);
  expect(Object.isFrozen(config)).toBe(true);
});

test('each setting is taken from its variable', () => {
  const environment = {
    HOST: '127.0.0.1',
    PORT: '8080',
    MEDIA_PORT: '50000',
    WORKERS: '3',
    LISTEN_ADDRESS: '::',
    ANNOUNCED_ADDRESS: 'call.example.org',
    LOG_LEVEL: 'debug',
    MEDIASOUP_WORKER_BIN: '/opt/worker',
    XDG_CACHE_HOME: '/var/cache',
  };
  expect(Object.keys(settings).every(name => name in environment)).toBe(true);
  expect(loadConfig(environment)).toEqual({
    host: '127.0.0.1',
    port: 8080,
    mediaPort: 50_000,
    workers: 3,
    listenAddress: '::',
    announcedAddress: 'call.example.org',
    logLevel: 'debug',
    workerBin: '/opt/worker',
    cacheDir: '/var/cache/plenum',
  });
});

test('an empty value, and spaces around one, do not count', () => {
  expect(loadConfig({ PORT: '', WORKERS: '  ', LOG_LEVEL: ' warn ' })).toMatchObject({
    port: 3000,
    logLevel: 'warn',
  });
});

test('every mistake is told at once, each in a sentence that names the setting and the value', () => {
  const environment = {
    HOST: 'not a host',
    PORT: '70000',
    MEDIA_PORT: '4e4',
    WORKERS: '0',
    LISTEN_ADDRESS: 'eth0',
    ANNOUNCED_ADDRESS: '1.2.3',
    LOG_LEVEL: 'loud',
  };
  expect(mistakesOf(environment)).toEqual([
    'HOST must be an IP address or a host name, not "not a host".',
    'PORT must be a whole number from 1 to 65535, not "70000".',
    'MEDIA_PORT must be a whole number from 1 to 65535, not "4e4".',
    'WORKERS must be a whole number from 1 to 256, not "0".',
    'LISTEN_ADDRESS must be an IPv4 or IPv6 address, not "eth0".',
    'ANNOUNCED_ADDRESS must be an IP address or a host name, not "1.2.3".',
    'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, not "loud".',
  ]);
});

test.each([
  [
    { MEDIA_PORT: '65535', WORKERS: '2' },
    'MEDIA_PORT 65535 leaves no room for 2 workers: the last port is 65535.',
  ],
  [{ PORT: '40001', WORKERS: '2' }, 'PORT 40001 is one of the media ports, 40000 to 40001.'],
  [
    { ANNOUNCED_ADDRESS: '0.0.0.0' },
    'ANNOUNCED_ADDRESS must be an address that clients can send to, not "0.0.0.0".',
  ],
  [{ ANNOUNCED_ADDRESS: '::' }, 'ANNOUNCED_ADDRESS must be an address that clients can send to, not "::".'],
])('%o is a mistake that no setting makes alone', (environment, mistake) => {
  expect(mistakesOf(environment)).toEqual([mistake]);
});

test.each(['-1', '1.5', '0x10', '1 2', '99999999999999999999', 'NaN'])('PORT=%s is no port', PORT => {
  expect(mistakesOf({ PORT })).toHaveLength(1);
});

test('each example is a value that its setting takes, and is the default where there is one for all machines', () => {
  for (const [name, { example, fallback }] of Object.entries(settings)) {
    expect(mistakesOf({ [name]: example })).toEqual([]);
    if (fallback !== undefined && name !== 'WORKERS') expect(example).toBe(String(fallback));
  }
});

/** .env.example: every setting with its meaning, commented out. */
function envExample(): string {
  const entries = Object.entries(settings).map(
    ([name, { description, example }]) => `# ${description}\n#${name}=${example}\n`,
  );
  return [
    '# Settings are read from the environment. Each line below shows a default, or an example.\n',
    ...entries,
  ].join('\n');
}

// To write it anew: npx vitest run test/config.test.ts -u
test('.env.example says what the schema says', async () => {
  await expect(envExample()).toMatchFileSnapshot('../.env.example');
});
