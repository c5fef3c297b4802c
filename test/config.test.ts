import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ConfigError, loadConfig, settings } from '../server/config.ts';
import type { Setting } from '../server/config-setting.ts';
import { limits, usualEdgeLimits } from '../server/limits.ts';
import { temporaryDir } from './support/temporary-dir.ts';

/** The interfaces of a machine with this address beside its loopback one. */
function machineAt(address: string) {
  const family = address.includes(':') ? ('IPv6' as const) : ('IPv4' as const);
  const common = { netmask: '', mac: '', cidr: null, scopeid: 0 };
  return {
    lo: [{ ...common, family: 'IPv4' as const, address: '127.0.0.1', internal: true }],
    eth0: [{ ...common, family, address, internal: false }],
  };
}

const atHome = machineAt('192.168.1.7');
const secret = 'a secret of more than thirty-two characters';

const mistakesOf = (environment: Record<string, string>, interfaces = atHome) => {
  try {
    loadConfig(environment, interfaces);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
};

test('without any setting there is a default for each', () => {
  const config = loadConfig({ HOME: '/home/ann' }, atHome);
  expect(config).toEqual({
    host: '0.0.0.0',
    port: 3000,
    mediaPort: 40_000,
    workers: expect.any(Number),
    listenAddress: undefined,
    announcedAddresses: [],
    announceInternal: false,
    tls: { kind: 'off' },
    metrics: { host: '127.0.0.1', port: 9_091 },
    turn: undefined,
    drainSeconds: 60,
    logLevel: 'info',
    workerBin: undefined,
    cacheDir: '/home/ann/.cache/plenum',
    access: 'open',
    tokens: { secret: undefined, keysFile: undefined, audience: 'plenum', seconds: 600 },
    publicUrl: undefined,
    allowedOrigins: [],
    embedOrigins: '*',
    trustedProxies: [],
    webhook: undefined,
    limits,
    edge: usualEdgeLimits,
    misspelt: [],
  });
  expect(config.workers).toBeGreaterThan(0);
  expect(Object.isFrozen(config)).toBe(true);
});

const everySetting = {
  HOST: '127.0.0.1',
  PORT: '8080',
  MEDIA_PORT: '50000',
  WORKERS: '3',
  LISTEN_ADDRESS: '::',
  ANNOUNCED_ADDRESS: 'call.example.org, 203.0.113.7,2001:db8::7',
  ANNOUNCE_INTERNAL: 'yes',
  TLS: 'files',
  TLS_CERT: '/etc/cert.pem',
  TLS_KEY: '/etc/key.pem',
  TURN_URLS: 'turn:turn.example.org, turns:[2001:db8::8]:443?transport=tcp',
  TURN_SECRET: `one more ${secret}`,
  TURN_SECONDS: '600',
  METRICS_HOST: '::1',
  METRICS_PORT: '9100',
  LOG_LEVEL: 'debug',
  MEDIASOUP_WORKER_BIN: '/opt/worker',
  ACCESS: 'token',
  TOKEN_SECRET: secret,
  TOKEN_KEYS: '/etc/keys.pem',
  TOKEN_AUDIENCE: 'calls',
  TOKEN_SECONDS: '900',
  PUBLIC_URL: 'https://Meet.example.org:443/',
  ALLOWED_ORIGINS: 'https://example.org, http://localhost:8080/',
  EMBED_ORIGINS: 'https://example.net',
  TRUSTED_PROXIES: 'loopback, 10.0.0.0/8,::1',
  WEBHOOK_URL: 'http://127.0.0.1:9000/events?of=plenum',
  WEBHOOK_SECRET: `another ${secret}`,
  WEBHOOK_PRIVATE: 'yes',
  JOIN_SECONDS: '6',
  MESSAGE_BYTES: '70000',
  REQUEST_BURST: '121',
  REQUESTS_PER_SECOND: '31',
  CHAT_BYTES: '4097',
  CHAT_BURST: '11',
  CHAT_PER_SECOND: '3',
  MAX_PRODUCERS: '1',
  MAX_AUDIO_KBPS: '64',
  MAX_VIDEO_KBPS: '2000',
  DATA_MESSAGE_BYTES: '1000',
  DATA_MESSAGES: '1001',
  DATA_MESSAGES_PER_SECOND: '201',
  DATA_BYTES: '4000000',
  DATA_BYTES_PER_SECOND: '300000',
  UNREAD_DROP_BYTES: '200000',
  UNREAD_CLOSE_BYTES: '2000000',
  PING_SECONDS: '7',
  SILENCE_SECONDS: '21',
  SEAT_SECONDS: '31',
  EMPTY_ROOM_SECONDS: '61',
  JOINS_PER_SECOND: '12',
  JOIN_BURST: '22',
  SOCKETS_PER_ADDRESS: '51',
  PASSCODE_TRIES: '8',
  PASSCODE_SECONDS: '13',
  PROBE_BURST: '25',
  PROBE_SECONDS: '4',
  REPORT_BURST: '6',
  REPORT_SECONDS: '21',
  MAX_PROBES: '49',
  HTTP_REQUESTS_PER_MINUTE: '601',
  API_REQUESTS_PER_MINUTE: '602',
  MAX_ROOMS: '100',
  MAX_PEERS: '50',
  MAX_WORKER_CPU: '70',
  MAX_LOOP_DELAY: '90',
  DRAIN_SECONDS: '61',
  XDG_CACHE_HOME: '/var/cache',
};

test('each setting is taken from its variable', () => {
  expect(Object.keys(settings).filter(name => !(name in everySetting))).toEqual([]);
  expect(loadConfig(everySetting, atHome)).toEqual({
    host: '127.0.0.1',
    port: 8080,
    mediaPort: 50_000,
    workers: 3,
    listenAddress: '::',
    announcedAddresses: ['call.example.org', '203.0.113.7', '2001:db8::7'],
    announceInternal: true,
    tls: { kind: 'files', cert: '/etc/cert.pem', key: '/etc/key.pem' },
    turn: {
      urls: ['turn:turn.example.org', 'turns:[2001:db8::8]:443?transport=tcp'],
      secret: `one more ${secret}`,
      seconds: 600,
    },
    metrics: { host: '::1', port: 9_100 },
    drainSeconds: 61,
    logLevel: 'debug',
    workerBin: '/opt/worker',
    cacheDir: '/var/cache/plenum',
    access: 'token',
    tokens: { secret, keysFile: '/etc/keys.pem', audience: 'calls', seconds: 900 },
    publicUrl: 'https://meet.example.org',
    allowedOrigins: ['https://example.org', 'http://localhost:8080'],
    embedOrigins: ['https://example.net'],
    trustedProxies: ['loopback', '10.0.0.0/8', '::1'],
    webhook: {
      url: 'http://127.0.0.1:9000/events?of=plenum',
      secret: `another ${secret}`,
      allowPrivate: true,
    },
    limits: {
      joinSeconds: 6,
      messageBytes: 70_000,
      requestTokens: 121,
      requestTokensPerSecond: 31,
      chatBytes: 4_097,
      chatMessages: 11,
      chatMessagesPerSecond: 3,
      producersPerPeer: 1,
      audioKbps: 64,
      videoKbps: 2_000,
      data: {
        messageBytes: 1_000,
        messages: 1_001,
        messagesPerSecond: 201,
        bytes: 4_000_000,
        bytesPerSecond: 300_000,
      },
    },
    edge: {
      unreadDropBytes: 200_000,
      unreadCloseBytes: 2_000_000,
      pingSeconds: 7,
      silenceSeconds: 21,
      seatSeconds: 31,
      emptyRoomSeconds: 61,
      joinsPerSecond: 12,
      joinBurst: 22,
      socketsPerAddress: 51,
      passcodeTries: 8,
      passcodeSeconds: 13,
      probeBurst: 25,
      probeSeconds: 4,
      reportBurst: 6,
      reportSeconds: 21,
      maxProbes: 49,
      httpRequestsPerMinute: 601,
      apiRequestsPerMinute: 602,
      maxRooms: 100,
      maxPeers: 50,
      maxWorkerCpu: 70,
      maxLoopDelay: 90,
    },
    misspelt: [],
  });
});

test('metrics have a port of their own, or none', () => {
  expect(loadConfig({}, atHome)).toMatchObject({ metrics: { host: '127.0.0.1', port: 9_091 } });
  expect(loadConfig({ METRICS_PORT: 'off' }, atHome)).toMatchObject({ metrics: undefined });
  const mistakesOf = (port: string) => () => loadConfig({ METRICS_PORT: port, WORKERS: '2' }, atHome);
  expect(mistakesOf('3000')).toThrow('METRICS_PORT 3000 is the PORT of the web server: they need two.');
  expect(mistakesOf('40001')).toThrow('METRICS_PORT 40001 is one of the media ports, 40000 to 40001.');
  expect(mistakesOf('0')).toThrow('METRICS_PORT must be off, or a whole number from 1 to 65535, not "0".');
});

test('a drain may be as long as it takes', () => {
  expect(loadConfig({ DRAIN_SECONDS: 'unlimited' }, atHome)).toMatchObject({ drainSeconds: null });
  expect(loadConfig({ DRAIN_SECONDS: '0' }, atHome)).toMatchObject({ drainSeconds: 0 });
});

test('an empty value, and spaces around one, do not count', () => {
  expect(loadConfig({ PORT: '', WORKERS: '  ', LOG_LEVEL: ' warn ', ACCESS: '' }, atHome)).toMatchObject({
    port: 3000,
    logLevel: 'warn',
    access: 'open',
  });
});

test.each([
  [{}, 'open'],
  [{ TOKEN_SECRET: secret }, 'token'],
  [{ TOKEN_KEYS: '/etc/keys.pem' }, 'token'],
  [{ TOKEN_SECRET: secret, ACCESS: 'open' }, 'open'],
])('%o: who may come in follows from the keys, unless it is said', (environment, access) => {
  expect(loadConfig(environment, atHome).access).toBe(access);
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
    'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, not "loud".',
    'ANNOUNCED_ADDRESS must be an IP address or a host name, not "1.2.3".',
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
  [
    { ANNOUNCED_ADDRESS: '203.0.113.7,0:0::0' },
    'ANNOUNCED_ADDRESS must be an address that clients can send to, not "0:0::0".',
  ],
  [
    { ANNOUNCED_ADDRESS: 'fe80::1%eth0' },
    'ANNOUNCED_ADDRESS must be an address that clients can send to, not "fe80::1%eth0".',
  ],
  [
    { ANNOUNCED_ADDRESS: '224.0.0.1' },
    'ANNOUNCED_ADDRESS must be an address that clients can send to, not "224.0.0.1".',
  ],
  [{ TLS_CERT: '/cert.pem' }, 'TLS_CERT needs a TLS_KEY.'],
  [{ TLS_KEY: '/key.pem', TLS: 'files' }, 'TLS_KEY needs a TLS_CERT.'],
  [{ TLS: 'files' }, 'TLS files needs TLS_CERT and TLS_KEY.'],
  [
    { TLS: 'self-signed', TLS_CERT: '/cert.pem', TLS_KEY: '/key.pem' },
    'TLS_CERT and TLS_KEY mean nothing with TLS self-signed: leave these out, or that.',
  ],
  [
    { TURN_URLS: 'turn:turn.example.org' },
    'TURN_URLS needs the TURN_SECRET that the TURN server has (static-auth-secret).',
  ],
  [
    { ACCESS: 'token' },
    'ACCESS token needs a key: set TOKEN_SECRET to a random secret, or TOKEN_KEYS to public keys.',
  ],
  [{ WEBHOOK_URL: 'https://example.org/?key=hush' }, 'WEBHOOK_URL needs a WEBHOOK_SECRET to sign with.'],
  [
    { UNREAD_DROP_BYTES: '2000000' },
    'UNREAD_DROP_BYTES 2000000 must not be more than UNREAD_CLOSE_BYTES 1048576.',
  ],
  [{ SILENCE_SECONDS: '4' }, 'PING_SECONDS 5 must not be more than SILENCE_SECONDS 4.'],
  [{ DATA_BYTES: '1000' }, 'DATA_MESSAGE_BYTES 65536 must not be more than DATA_BYTES 1000.'],
])('%o is a mistake that no setting makes alone', (environment, mistake) => {
  expect(mistakesOf({ ACCESS: 'open', ...environment })).toEqual([mistake]);
});

const toSayOpen =
  'is public, and without a token anybody could come in: set TOKEN_SECRET to a random secret so that only who has a token can, or ACCESS=open to let everybody in.';

describe('on a public address', () => {
  test.each([
    ['PUBLIC_URL https://meet.example.org', { PUBLIC_URL: 'https://meet.example.org' }, atHome],
    ['ANNOUNCED_ADDRESS 8.8.8.8', { ANNOUNCED_ADDRESS: '8.8.8.8' }, atHome],
    ['ANNOUNCED_ADDRESS 8.8.8.8', { ANNOUNCED_ADDRESS: '10.0.0.1,8.8.8.8' }, atHome],
    ['ANNOUNCED_ADDRESS call.example.org', { ANNOUNCED_ADDRESS: 'call.example.org' }, atHome],
    ['ANNOUNCED_ADDRESS 203.0.113.7', { ANNOUNCED_ADDRESS: '203.0.113.7' }, atHome],
    ['HOST 8.8.8.8', { HOST: '8.8.8.8' }, atHome],
    ['HOST 0.0.0.0, which takes in 8.8.8.8,', {}, machineAt('8.8.8.8')],
    ['HOST ::, which takes in 2606:4700::1,', { HOST: '::' }, machineAt('2606:4700::1')],
  ])('%s: to be open must be said', (which, environment, interfaces) => {
    expect(mistakesOf(environment, interfaces)).toEqual([`${which} ${toSayOpen}`]);
    expect(mistakesOf({ ...environment, ACCESS: 'open' }, interfaces)).toEqual([]);
    expect(mistakesOf({ ...environment, TOKEN_SECRET: secret }, interfaces)).toEqual([]);
    expect(mistakesOf({ ...environment, TOKEN_KEYS: '/etc/keys.pem' }, interfaces)).toEqual([]);
  });

  test.each([
    ['a LAN', {}, atHome],
    ['loopback on a public machine', { HOST: '127.0.0.1' }, machineAt('8.8.8.8')],
    ['a container that was given an address kept for examples', {}, machineAt('192.0.2.2')],
    ['its name', { HOST: 'localhost' }, machineAt('8.8.8.8')],
    ['IPv4 where only IPv6 is public', { HOST: '0.0.0.0' }, machineAt('2606:4700::1')],
    ['a network of its own', { HOST: 'fd00::1', ANNOUNCED_ADDRESS: '100.64.0.1' }, atHome],
    ['local names', { PUBLIC_URL: 'https://nas.local', ANNOUNCED_ADDRESS: 'nas.lan' }, atHome],
    ['an address in a URL', { PUBLIC_URL: 'https://[::1]:3000' }, atHome],
  ])('%s is none', (_where, environment, interfaces) => {
    expect(mistakesOf(environment, interfaces)).toEqual([]);
  });
});

test.each([
  'http://127.0.0.1/',
  'http://localhost:9000/',
  'https://10.1.2.3/x',
  'http://[::1]/',
  'http://[::ffff:10.0.0.1]/',
  'http://169.254.169.254/latest',
  'http://0.0.0.0/',
  'http://0x7f.1/',
  'http://2130706433/',
  'http://receiver/',
])('webhooks go to %s only where that is allowed', WEBHOOK_URL => {
  const environment = { WEBHOOK_URL, WEBHOOK_SECRET: secret };
  expect(mistakesOf(environment)).toEqual([
    'WEBHOOK_URL is an address of this machine or its network: set WEBHOOK_PRIVATE=yes to allow it.',
  ]);
  expect(mistakesOf({ ...environment, WEBHOOK_PRIVATE: 'yes' })).toEqual([]);
});

test('no other site at all is a word, because nothing is the default', () => {
  expect(loadConfig({ EMBED_ORIGINS: 'none' }, atHome).embedOrigins).toEqual([]);
});

test.each([
  ['ACCESS', 'closed', 'must be one of open, token, not "closed".'],
  ['TOKEN_SECONDS', '59', 'must be a whole number from 60 to 2592000, not "59".'],
  ['PUBLIC_URL', 'meet.example.org', /^must be an origin/],
  ['PUBLIC_URL', 'https://example.org/meet', /^must be an origin/],
  ['PUBLIC_URL', 'https://ann:pw@example.org', /^must be an origin/],
  ['PUBLIC_URL', 'ftp://example.org', /^must be an origin/],
  ['PUBLIC_URL', 'https://example.org/?', /^must be an origin/],
  ['ALLOWED_ORIGINS', 'https://example.org,', /^must be \*, none, or origins/],
  ['ALLOWED_ORIGINS', 'https://example.org,*', /^must be \*, none, or origins/],
  ['ALLOWED_ORIGINS', 'null', /^must be \*, none, or origins/],
  ['EMBED_ORIGINS', 'https://example.org/x', /^must be \*, none, or origins/],
  ['EMBED_ORIGINS', "https://example.org; script-src 'none'", /^must be \*, none, or origins/],
  ['EMBED_ORIGINS', 'https://example.org;sandbox', /^must be \*, none, or origins/],
  ['TRUSTED_PROXIES', 'proxy.example.org', /^must be IP addresses or networks/],
  ['TRUSTED_PROXIES', '10.0.0.0/33', /^must be IP addresses or networks/],
  ['WEBHOOK_PRIVATE', 'true', 'must be one of yes, no, not "true".'],
  ['MAX_PRODUCERS', '5', 'must be a whole number from 1 to 4, not "5".'],
  ['ANNOUNCED_ADDRESS', '203.0.113.7,', /^must be an IP address or a host name/],
  ['ANNOUNCED_ADDRESS', 'https://example.org', /^must be an IP address or a host name/],
  ['ANNOUNCE_INTERNAL', 'true', 'must be one of yes, no, not "true".'],
  ['TLS', 'on', 'must be one of off, self-signed, files, not "on".'],
  ['TURN_URLS', 'turn.example.org', /^must be TURN URLs between commas/],
  ['TURN_URLS', 'stun:stun.example.org', /^must be TURN URLs between commas/],
  ['TURN_URLS', 'turn:turn.example.org:99999', /^must be TURN URLs between commas/],
  ['TURN_URLS', 'turn:a.example.org,,turn:b.example.org', /^must be TURN URLs between commas/],
  ['TURN_SECONDS', '9', 'must be a whole number from 10 to 86400, not "9".'],
  ['MAX_PEERS', '0', 'must be a whole number from 1 to 10000, not "0".'],
  ['DRAIN_SECONDS', '-1', /^must be unlimited, or a whole number of seconds from 0 to 86400/],
  ['DRAIN_SECONDS', 'infinite', /^must be unlimited, or a whole number of seconds from 0 to 86400/],
])('%s=%s is a mistake', (name, value, sentence) => {
  const [told = '', ...others] = mistakesOf({ [name]: value });
  expect(others).toEqual([]);
  if (typeof sentence === 'string') expect(told).toBe(`${name} ${sentence}`);
  else expect(told.replace(`${name} `, '')).toMatch(sentence);
});

test.each([
  ['TOKEN_SECRET', 'hush-hush', 'TOKEN_SECRET must have at least 32 characters.'],
  ['WEBHOOK_SECRET', 'hush-hush', 'WEBHOOK_SECRET must have at least 32 characters.'],
  ['TURN_SECRET', 'hush-hush', 'TURN_SECRET must have at least 32 characters.'],
  ['WEBHOOK_URL', 'ftp://hush-hush', /^WEBHOOK_URL must be an http or https URL/],
  ['WEBHOOK_URL', 'https://ann:hush-hush@example.org', /^WEBHOOK_URL must be an http or https URL/],
])('%s=%s is a mistake that is told without the value', (name, value, sentence) => {
  const mistakes = mistakesOf({ [name]: value, ACCESS: 'token' });
  expect(mistakes).toEqual([expect.stringMatching(sentence)]);
  expect(mistakes.join()).not.toContain('hush');
});

test.each(['-1', '1.5', '0x10', '1 2', '99999999999999999999', 'NaN'])('PORT=%s is no port', PORT => {
  expect(mistakesOf({ PORT })).toHaveLength(1);
});

test.each([
  [{ TOKEN_SECRET: '  ' }, 'TOKEN_SECRET is blank.'],
  [{ HOST: '0x0' }, 'HOST must be an IP address or a host name, not "0x0".'],
  [{ TRUSTED_PROXIES: '0.0.0.0/0' }, /^TRUSTED_PROXIES must be/],
  [
    { TOKEN_KEYS: '-----BEGIN PRIVATE KEY-----\nhush\n-----END PRIVATE KEY-----' },
    'TOKEN_KEYS must be the path of a file, not what stands in it.',
  ],
  [
    { WEBHOOK_URL: 'https://example.org/', WEBHOOK_SECRET: `whsec_${'!'.repeat(40)}` },
    'WEBHOOK_SECRET must have at least 24 bytes in Base64 after whsec_.',
  ],
  [{ PUBLIC_URL: 'https://ann:hush@example.org' }, /not "https:\/\/…@example.org"/],
] as [Record<string, string>, string | RegExp][])(
  '%o is a mistake, and no secret is in it',
  (environment, sentence) => {
    const mistakes = mistakesOf(environment);
    expect(mistakes[0]).toMatch(sentence);
    expect(mistakes.join()).not.toContain('hush');
  },
);

test('a secret of Standard Webhooks is one', () => {
  const webhook = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
  expect(mistakesOf({ WEBHOOK_URL: 'https://example.org/', WEBHOOK_SECRET: webhook })).toEqual([]);
});

test('each example is a value that its setting takes, and is the default where there is one for all machines', () => {
  const usual = { ACCESS: 'open', WEBHOOK_SECRET: secret, TURN_SECRET: secret };
  const neededBy = (name: string) =>
    name.startsWith('TLS_') ? { ...usual, TLS_CERT: '/cert.pem', TLS_KEY: '/key.pem' } : usual;
  for (const [name, { example, fallback }] of Object.entries<Setting<unknown>>(settings)) {
    expect(mistakesOf({ ...neededBy(name), TOKEN_SECRET: secret, [name]: example })).toEqual([]);
    if (fallback !== undefined && name !== 'WORKERS') expect(example).toBe(String(fallback));
  }
});

/** .env.example: every setting with its meaning, commented out. */
function envExample(): string {
  const entries = Object.entries(settings).map(
    ([name, { description, example }]) => `# ${description}\n#${name}=${example}\n`,
  );
  return [
    '# Settings are read from the environment. Each line below shows a default, or an example.\n# A secret NAME can stand in a file: NAME_FILE is its path.\n',
    ...entries,
  ].join('\n');
}

// To write it anew: npx vitest run test/config.test.ts -u
test('.env.example says what the schema says', async () => {
  await expect(envExample()).toMatchFileSnapshot('../.env.example');
});

describe('a secret in a file', () => {
  async function inFile(text: string): Promise<string> {
    const path = join(await temporaryDir(), 'secret');
    await writeFile(path, text);
    return path;
  }

  test.each([secret, `${secret}\n`])('is read from there, without the line end', async text => {
    const config = loadConfig({ TOKEN_SECRET_FILE: await inFile(text) }, atHome);
    expect(config).toMatchObject({ access: 'token', tokens: { secret } });
  });

  test('stands behind one that is given itself', async () => {
    const path = await inFile(`another ${secret}`);
    expect(loadConfig({ TOKEN_SECRET: secret, TOKEN_SECRET_FILE: path }, atHome).tokens.secret).toBe(secret);
    expect(loadConfig({ TOKEN_SECRET: '', TOKEN_SECRET_FILE: path }, atHome).tokens.secret).toBe(
      `another ${secret}`,
    );
  });

  test('is a mistake when it cannot be read, is blank or too short, and is not told', async () => {
    expect(mistakesOf({ TURN_SECRET_FILE: '/nowhere/secret' })).toEqual([
      expect.stringMatching(/^TURN_SECRET_FILE cannot be read: ENOENT/),
    ]);
    expect(mistakesOf({ TOKEN_SECRET_FILE: await inFile('') })).toEqual(['TOKEN_SECRET is blank.']);
    expect(mistakesOf({ TOKEN_SECRET_FILE: await inFile('hush-hush') })).toEqual([
      'TOKEN_SECRET must have at least 32 characters.',
    ]);
  });

  test('is for secrets only', async () => {
    expect(loadConfig({ PORT_FILE: await inFile('8080') }, atHome).port).toBe(3000);
  });
});

test.each([
  [{}, 'off'],
  [{ TLS_CERT: '/cert.pem', TLS_KEY: '/key.pem' }, 'files'],
  [{ TLS: 'files', TLS_CERT: '/cert.pem', TLS_KEY: '/key.pem' }, 'files'],
  [{ TLS: 'self-signed' }, 'self-signed'],
  [{ TLS: 'off' }, 'off'],
])('%o: where the certificate comes from follows from the files, unless it is said', (environment, kind) => {
  expect(loadConfig(environment, atHome).tls.kind).toBe(kind);
});
