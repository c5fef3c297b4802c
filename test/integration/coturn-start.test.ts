/** coturn/start.sh as an operator uses it: what it refuses, what it never shows, and that it notices certificates. */
import { execFile } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { turnCredentials } from '../../server/auth/turn.ts';
import { allocate } from '../../server/lib/stun/turn-client.ts';
import { makeCertificate } from '../support/certificate.ts';
import { type Coturn, startCoturn } from '../support/coturn.ts';
import { poll } from '../support/poll.ts';
import { temporaryDir } from '../support/temporary-dir.ts';

const script = fileURLToPath(new URL('../../coturn/start.sh', import.meta.url));
const secret = 'a secret of the tests-of-more-than-32-characters'.replaceAll(' ', '-');
const right = { TURN_SECRET: secret, SFU_ADDRESSES: '192.0.2.1' };

/** Of a start that must fail at once. */
function startWith(settings: Record<string, string>): Promise<{ code: unknown; said: string }> {
  const env = { PATH: process.env.PATH, ...settings };
  return new Promise(resolve => {
    execFile('sh', [script], { env, timeout: 30_000 }, (error, stdout, stderr) =>
      resolve({ code: error?.code, said: stdout + stderr }),
    );
  });
}

test.each([
  ['no secret', { TURN_SECRET: '' }, 'TURN_SECRET or TURN_SECRET_FILE is missing'],
  ['a secret that is short', { TURN_SECRET: 'short' }, 'TURN_SECRET must have at least 32 characters'],
  ['one that would be more lines', { TURN_SECRET: `${secret}\nno-auth` }, 'TURN_SECRET must have no blank'],
  [
    'a file that is not there',
    { TURN_SECRET: '', TURN_SECRET_FILE: '/nowhere' },
    'TURN_SECRET_FILE cannot be',
  ],
  ['no SFU', { SFU_ADDRESSES: '' }, 'SFU_ADDRESSES is missing'],
  ['an SFU on loopback', { SFU_ADDRESSES: '127.0.0.1' }, 'SFU_ADDRESSES: 127.0.0.1 is this machine only'],
  ['an SFU anywhere', { SFU_ADDRESSES: '0.0.0.0' }, 'SFU_ADDRESSES: 0.0.0.0 is not an address'],
  ['a realm of two lines', { TURN_REALM: 'plenum\nno-auth' }, 'TURN_REALM may have'],
  ['a port that is none', { TURN_PORT: '3478\nno-auth' }, 'TURN_PORT must be a whole number'],
  ['a relay without address', { TURN_RELAY_ADDRESS: 'eth0' }, 'eth0 must be an IP address'],
])('%s is refused with a sentence', async (_what, settings, sentence) => {
  const { code, said } = await startWith({ ...right, ...settings });
  expect(code).toBe(1);
  expect(said).toContain(sentence);
  expect(said).not.toContain(secret);
});

async function commandsAndEnvironments(): Promise<string> {
  const processes = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  const read = (path: string) => readFile(path, 'latin1').catch(() => ''); // ended meanwhile
  const texts = await Promise.all(
    processes.map(async id => {
      const command = await read(`/proc/${id}/cmdline`);
      return command.startsWith('turnserver') ? command + (await read(`/proc/${id}/environ`)) : command;
    }),
  );
  return texts.join('\n');
}

test('the secret is in no process list and no line, and nothing is left afterwards', async () => {
  const dir = await temporaryDir();
  const coturn = await startCoturn({ TURN_RUN_DIR: dir });
  const seen = await commandsAndEnvironments();
  expect(seen).toContain(join(dir, 'coturn.'));
  expect(seen).not.toContain(coturn.secret);
  expect(await coturn.stop()).toBe(0);
  expect(coturn.output()).not.toContain(coturn.secret);
  expect(await readdir(dir)).toEqual([]);
  expect(await commandsAndEnvironments()).not.toContain(dir);
});

test('from the first moment on it knows all who have credentials', async () => {
  const coturn = await startCoturn();
  onTestFinished(async () => void (await coturn.stop()));
  const expires = Math.floor(Date.now() / 1_000) + 600;
  const all = Array.from({ length: 8 }, (_, index) =>
    allocate({
      url: coturn.url(index % 2 === 0 ? 'udp' : 'tcp'),
      ...turnCredentials(coturn.secret, `peer-${index}`, expires),
    }),
  );
  for (const allocation of await Promise.all(all)) await allocation.close();
});

/** The certificate that it shows; undefined: it speaks no TLS. */
function certificateOf(coturn: Coturn): Promise<string | undefined> {
  const port = Number(/:(\d+)\?/.exec(coturn.url('tls'))?.[1]);
  return new Promise(resolve => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.destroy();
    });
    socket.on('error', () => resolve(undefined));
  });
}

test('TLS begins when there is a certificate; a renewed one is shown, and nobody is cut off by it', async () => {
  const dir = await temporaryDir();
  const settings = { TURN_CERT: join(dir, '*.crt'), TURN_KEY: join(dir, '*.key'), TURN_LOOK_SECONDS: '1' };
  const renew = async () => {
    const { cert, key } = await makeCertificate(['127.0.0.1']);
    await writeFile(join(dir, 'turn.key'), key);
    await writeFile(join(dir, 'turn.crt'), cert);
  };
  const coturn = await startCoturn(settings);
  onTestFinished(async () => expect(await coturn.stop()).toBe(0));
  expect(await certificateOf(coturn)).toBeUndefined();
  await renew();
  const first = await poll('TLS', () => certificateOf(coturn));
  const credentials = turnCredentials(coturn.secret, 'ann', Math.floor(Date.now() / 1_000) + 600);
  const allocation = await allocate({ url: coturn.url('tls'), ...credentials, trustAny: true });
  onTestFinished(() => allocation.close());
  await renew();
  await poll('another certificate', async () => (await certificateOf(coturn)) !== first);
  expect(await allocation.refresh(600)).toBe(600);
});
