/** `npm run doctor` as its operator types it, without a server and with one, and the route of the API. */
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import Value from 'typebox/value';
import { expect, onTestFinished, test } from 'vitest';
import { DoctorReport, type Finding } from '#protocol/doctor.ts';
import { PlenumApi } from '../../client/node/index.ts';
import { makeCertificate } from '../support/certificate.ts';
import { sfuAddress, startCoturn } from '../support/coturn.ts';
import { freeHttpPort, freeMediaPort } from '../support/free-ports.ts';
import { troubles } from '../support/patient.ts';
import { poll } from '../support/poll.ts';
import { startServer } from '../support/server-process.ts';
import { temporaryDir } from '../support/temporary-dir.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const secret = 'a secret of the tests, of more than 32 characters';

async function doctor(settings: Record<string, string>, ...options: string[]) {
  const { HOME = '', PATH = '' } = process.env;
  const child = spawn(process.execPath, ['scripts/doctor.ts', ...options], {
    cwd: repository,
    env: { HOME, PATH, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const code = new Promise<number | null>(resolve => child.once('exit', resolve));
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, output, errors };
}

function reportIn(output: string): DoctorReport {
  const report: unknown = JSON.parse(output);
  if (Value.Check(DoctorReport, report)) return report;
  throw new Error(`no report: ${output}`);
}

const subjects = (findings: readonly Finding[], check: string) =>
  findings.filter(each => each.check === check).map(({ status, subject }) => `${status} ${subject}`);

async function settingsOfItsOwn() {
  const mediaPort = await freeMediaPort(availableParallelism() + 1);
  const ports = { PORT: String(await freeHttpPort()), MEDIA_PORT: String(mediaPort), WORKERS: '2' };
  return { mediaPort, settings: { ...ports, HOST: '127.0.0.1', LISTEN_ADDRESS: sfuAddress() } };
}

/** What is not this machine's own affair: how large it is, and how it was set up. */
function avoidable(findings: readonly Finding[]): Finding[] {
  const ofMachine = ['udp-buffers', 'machine', 'file-descriptors'];
  return troubles(findings).filter(({ check }) => !ofMachine.includes(check));
}

test('without a server it starts workers for the time of the check, and leaves none', async () => {
  const { mediaPort, settings } = await settingsOfItsOwn();
  const { code, output, errors } = await doctor(settings, '--json');
  const { healthy, findings } = reportIn(output);
  expect(errors).toBe('');
  expect(avoidable(findings)).toEqual([]);
  expect([code, healthy]).toEqual([0, true]);
  const sfu = sfuAddress();
  expect(subjects(findings, 'media-port')).toContain(`ok udp ${sfu}:${mediaPort + 1}`);
  const again = await doctor(settings);
  expect(again.code).toBe(0);
  expect(again.output).toContain(`udp ${sfu}:${mediaPort}: The media port answers`);
});

test('mistakes in the settings are named, each with what to correct, and end it with 1', async () => {
  const wrong = { PORT: 'many', TURN_URLS: 'turn:turn.example.org', TURN_SECERT: secret };
  const { code, output } = await doctor(wrong, '--json');
  expect(code).toBe(1);
  expect(troubles(reportIn(output).findings)).toMatchObject([
    { check: 'settings', subject: 'PORT', remedy: expect.stringContaining('Correct PORT') },
    { check: 'settings', subject: 'TURN_URLS', sentence: expect.stringContaining('TURN_SECRET') },
    {
      check: 'settings',
      subject: 'TURN_SECERT',
      status: 'warning',
      remedy: expect.stringContaining('TURN_SECRET'),
    },
  ]);
  expect(output).not.toContain(secret);
});

test('warnings end it with 1 only if they are to, and what it does not understand with 2', async () => {
  const { settings } = await settingsOfItsOwn();
  const crowded = { ...settings, WORKERS: String(availableParallelism() + 1) };
  const { code, output } = await doctor(crowded);
  expect(output).toMatch(/WARNING +machine +\d+ workers[^\n]*\n +-> Set WORKERS=/);
  expect(code).toBe(0);
  expect((await doctor(crowded, '--strict')).code).toBe(1);
  expect((await doctor(settings, '--gentle')).code).toBe(2);
});

test('a healthy server with TURN: nothing to warn of, by the command and by the API', async () => {
  const folder = await temporaryDir();
  const certificate = await makeCertificate(['localhost', '127.0.0.1']);
  const files = { TURN_CERT: path.join(folder, 'turn.pem'), TURN_KEY: path.join(folder, 'turn.key') };
  await writeFile(files.TURN_CERT, certificate.cert);
  await writeFile(files.TURN_KEY, certificate.key);
  const coturn = await startCoturn(files);
  onTestFinished(async () => void (await coturn.stop()));
  const urls = [coturn.url('udp'), coturn.url('tcp'), coturn.url('tls').replace('127.0.0.1', 'localhost')];
  const { settings } = await settingsOfItsOwn();
  const all = {
    ...settings,
    PUBLIC_URL: `http://127.0.0.1:${settings.PORT}`,
    TOKEN_SECRET: secret,
    TURN_URLS: urls.join(','),
    TURN_SECRET: coturn.secret,
    NODE_EXTRA_CA_CERTS: files.TURN_CERT,
  };
  const server = await startServer(all);
  onTestFinished(async () => void (await server.stop()));

  const { code, output } = await doctor(all, '--json');
  const { findings } = reportIn(output);
  expect(avoidable(findings)).toEqual([]);
  expect(code).toBe(0);
  expect(subjects(findings, 'media-port')).toHaveLength(4);
  expect(subjects(findings, 'port')).toEqual([`ok tcp ${settings.PORT}`]);
  expect(subjects(findings, 'turn-relay')).toEqual(urls.flatMap(url => [`ok ${url}`, `ok ${url}`]));
  expect(subjects(findings, 'certificate')).toEqual([`ok ${urls[2]}`]);
  expect(output).not.toContain(coturn.secret);

  const report = await new PlenumApi({ url: server.url, secret }).doctor();
  expect(Value.Check(DoctorReport, report)).toBe(true);
  expect(avoidable(report.findings)).toEqual([]);
});

test('at the start of a server what is wrong is in its log, and the server is there all the same', async () => {
  const port = await freeHttpPort();
  const turn = { TURN_URLS: `turn:127.0.0.1:${port}?transport=tcp`, TURN_SECRET: secret };
  const typo = { ANNOUNCED_ADRESS: '198.51.100.7' };
  const server = await startServer({ ...turn, ...typo, LISTEN_ADDRESS: sfuAddress() });
  onTestFinished(async () => void (await server.stop()));
  await poll('the doctor has spoken', () => server.output().includes('"check":"turn-relay"'));
  expect(server.output()).toContain(`doctor: The TURN server is closed`);
  expect(server.output()).toContain('Did you mean ANNOUNCED_ADDRESS?');
  expect(server.output()).not.toContain(secret);
});

test('it is named in package.json, with the same preparations as other commands', async () => {
  const { scripts } = JSON.parse(await readFile(path.join(repository, 'package.json'), 'utf8'));
  expect(scripts.doctor).toContain('scripts/doctor.ts');
  expect(scripts.predoctor).toBe(scripts.pretoken);
});
