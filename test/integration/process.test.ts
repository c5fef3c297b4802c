/**
 * The server as a process: signals, exit codes, what it prints when it cannot start, and that nothing of it is left.
 */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { subprotocol } from '../../server/protocol/jsonrpc.ts';
import { freeHttpPort, freeMediaPort, isFree } from '../support/free-ports.ts';
import { isAlive } from '../support/is-alive.ts';
import { poll } from '../support/poll.ts';
import { scrape } from '../support/scraped.ts';
import { startServer } from '../support/server-process.ts';
import { temporaryDir } from '../support/temporary-dir.ts';
import { workerBin } from '../support/worker-bin.ts';
import { WsClient } from '../support/ws-client.ts';

async function start(settings: Record<string, string> = {}, through: 'node' | 'npm' = 'node') {
  const mediaPort = await freeMediaPort(2);
  const worker = await recordingWorker();
  const own = { MEDIA_PORT: String(mediaPort), MEDIASOUP_WORKER_BIN: worker.path, WORKERS: '2' };
  const server = await startServer({ ...own, ...settings }, through);
  onTestFinished(() => endIfAlive(server.process));
  const ports = [mediaPort, mediaPort + 1, Number(new URL(server.url).port)];
  const workers = (await worker.pids()).filter(isAlive);
  return { ...server, ports, workers };
}

/** A client inside, so that there is something to end. */
async function joined(url: string): Promise<WsClient> {
  const client = await WsClient.over(new WebSocket(`${url.replace('http', 'ws')}/ws`, subprotocol));
  const interest = { audio: 'all' as const, video: [], otherVideo: null };
  const rtpCapabilities = { codecs: [], headerExtensions: [] };
  await client.request('join', { room: 'kitchen', name: 'Ann', rtpCapabilities, interest });
  return client;
}

/** Workers end by themselves, a moment after the server; the ports are free then. */
async function nothingLeft(workers: number[], ports: number[]): Promise<void> {
  await poll('no worker is left', () => workers.filter(isAlive).length === 0, 5_000);
  for (const port of ports) expect(await isFree(port), `port ${port}`).toBe(true);
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '%s ends it in order: everybody is told, exit code 0, nothing left',
  async signal => {
    const { url, process: server, workers, ports } = await start();
    const ann = await joined(url);
    expect(workers).toHaveLength(2);
    const exited = once(server, 'exit');
    server.kill(signal);
    expect(await ann.end()).toEqual({ code: 4005, reason: 'shutdown' });
    expect(await exited).toEqual([0, null]);
    expect(workers.filter(isAlive)).toEqual([]);
    for (const port of ports) expect(await isFree(port), `port ${port}`).toBe(true);
  },
);

test('a hung worker does not spoil the exit code, and goes too', async () => {
  const { process: server, workers } = await start();
  const [worker = 0] = workers;
  process.kill(worker, 'SIGSTOP');
  const exited = once(server, 'exit');
  server.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  expect(workers.filter(isAlive)).toEqual([]);
});

test('a second signal ends it at once', async () => {
  const { process: server, workers, output } = await start();
  const [worker = 0] = workers;
  process.kill(worker, 'SIGSTOP'); // so that the first takes its time
  onTestFinished(() => void (isAlive(worker) && process.kill(worker, 'SIGKILL')));
  const exited = once(server, 'exit');
  server.kill('SIGTERM');
  await poll('it heard', () => output().includes('shutting down'));
  server.kill('SIGTERM'); // an echo of the first
  await poll('a later one ends it', () => !server.kill('SIGTERM'));
  expect(await exited).toEqual([1, null]);
  await poll('no worker is left, not even the hung one', () => workers.filter(isAlive).length === 0, 5_000);
});

test('Ctrl-C, which reaches all processes of the terminal and npm twice, ends it in order', async () => {
  const { url, process: server, workers, ports } = await start({}, 'npm');
  const ann = await joined(url);
  const exited = once(server, 'exit');
  process.kill(-(server.pid ?? 0), 'SIGINT');
  expect(await ann.end()).toEqual({ code: 4005, reason: 'shutdown' });
  await exited;
  await nothingLeft(workers, ports);
});

test('SIGTERM to npm ends the server that it started', async () => {
  const { process: server, workers, ports } = await start({}, 'npm');
  const exited = once(server, 'exit');
  server.kill('SIGTERM');
  await exited;
  await nothingLeft(workers, ports);
});

test('when the server is killed its workers go too', async () => {
  const { process: server, workers, ports } = await start();
  const exited = once(server, 'exit');
  server.kill('SIGKILL');
  await exited;
  await nothingLeft(workers, ports);
});

test('a media port that is taken is a sentence, exit code 1, and nothing left', async () => {
  const mediaPort = await freeMediaPort(2);
  const blocker = createServer().listen(mediaPort + 1, '127.0.0.1');
  await once(blocker, 'listening');
  onTestFinished(() => void blocker.close());
  const { code, output } = await failedStart({ MEDIA_PORT: String(mediaPort) });
  expect(code).toBe(1);
  expect(output).toContain(`port ${mediaPort + 1}`);
  expect(output).toMatch(/address already in use.*Check MEDIA_PORT/);
  expect(output).not.toMatch(/\n\s+at /);
  expect(await isFree(mediaPort)).toBe(true);
});

test('a port that is taken is a sentence, exit code 1, and nothing left', async () => {
  const { ports, url } = await start();
  const { code, output } = await failedStart({ PORT: String(ports[2]) });
  expect(code).toBe(1);
  expect(output).toContain(`Port ${ports[2]} is in use. Set PORT to another one.`);
  expect(output).not.toMatch(/\n\s+at /);
  expect((await fetch(`${url}/readyz`)).status).toBe(200);
});

test('a port of the metrics that is taken is a sentence, exit code 1, and nothing left', async () => {
  const metricsPort = String(await freeHttpPort());
  const { workers } = await start({ METRICS_PORT: metricsPort });
  const { code, output } = await failedStart({ METRICS_PORT: metricsPort });
  expect(code).toBe(1);
  expect(output).toContain(`Cannot open METRICS_PORT ${metricsPort} (listen EADDRINUSE`);
  expect(output).toContain('Set it to another one, or to off.');
  expect(output).not.toMatch(/\n\s+at /);
  expect((await scrape(`http://127.0.0.1:${metricsPort}`)).get('plenum_rooms')).toBe(0);
  expect(workers.filter(isAlive)).toHaveLength(2);
});

test('an address of the metrics that is not of this machine is a sentence that names the setting', async () => {
  const { code, output } = await failedStart({
    METRICS_HOST: '192.0.2.1',
    METRICS_PORT: String(await freeHttpPort()),
  });
  expect(code).toBe(1);
  expect(output).toContain('EADDRNOTAVAIL');
  expect(output).toContain('Check METRICS_HOST.');
});

test('with a self-made certificate the address is an https one, and its fingerprint is told and stays', async () => {
  const settings = { TLS: 'self-signed', HOST: '0.0.0.0', XDG_CACHE_HOME: await temporaryDir() };
  const fingerprints = [];
  for (const _ of ['first start', 'second start']) {
    const server = await start(settings);
    expect(server.url).toMatch(/^https:\/\/localhost:\d+$/);
    fingerprints.push(await poll('the fingerprint', () => fingerprintIn(server.output())));
    expect(await fingerprintOf(Number(new URL(server.url).port))).toBe(fingerprints.at(-1));
    expect(await server.stop()).toBe(0);
  }
  expect(fingerprints[1]).toBe(fingerprints[0]);
});

/** Told behind the address. */
function fingerprintIn(output: string): string | undefined {
  return /^SHA-256 fingerprint is ((?:[\dA-F]{2}:){31}[\dA-F]{2})$/m.exec(output)?.[1];
}

async function fingerprintOf(port: number): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

test.each([
  [
    { TLS_CERT: '/nowhere/cert.pem', TLS_KEY: '/nowhere/key.pem' },
    /TLS_CERT cannot be read: ENOENT.*Check TLS_CERT and TLS_KEY\./,
  ],
  [
    { LISTEN_ADDRESS: '127.0.0.1', ANNOUNCED_ADDRESS: 'ip6-localhost' },
    /^ANNOUNCED_ADDRESS cannot be used: ip6-localhost .*Check ANNOUNCED_ADDRESS\./m,
  ],
])('%o is a start that fails in one sentence', async (settings, sentence) => {
  const { code, output } = await failedStart(settings);
  expect(code).toBe(1);
  expect(output).toMatch(sentence);
  expect(output).not.toMatch(/\n\s+at /);
});

test('every mistake in the settings is printed at once', async () => {
  const { code, output } = await failedStart({
    PORT: 'abc',
    WORKERS: '0',
    LISTEN_ADDRESS: 'here',
    LOG_LEVEL: 'loud',
  });
  expect(code).toBe(1);
  const mistakes = output.split('\n').filter(line => line.startsWith('  - '));
  expect(mistakes.map(line => line.split(' ')[3])).toEqual([
    'PORT',
    'WORKERS',
    'LISTEN_ADDRESS',
    'LOG_LEVEL',
  ]);
});

/** The exit code and the output of a start that must fail. Fails itself when a worker is left. */
async function failedStart(settings: Record<string, string>) {
  const recorded = await recordingWorker();
  const error = await start({ MEDIASOUP_WORKER_BIN: recorded.path, ...settings }).then(
    () => new Error('it started'),
    (reason: unknown) => (reason instanceof Error ? reason : new Error(String(reason))),
  );
  expect((await recorded.pids()).filter(isAlive)).toEqual([]);
  const [, code, output] = /ended with code (\d+):\n(.*)$/s.exec(error.message) ?? [];
  return { code: Number(code), output: output ?? error.message };
}

/** The real worker, started by a script that writes down its process id first. */
async function recordingWorker() {
  const dir = await temporaryDir();
  const path = join(dir, 'mediasoup-worker');
  const list = join(dir, 'pids');
  await writeFile(path, `#!/bin/sh\necho $$ >> "${list}"\nexec "${await workerBin()}" "$@"\n`, {
    mode: 0o755,
  });
  const pids = async () =>
    (await readFile(list, 'utf8').catch(() => '')).split('\n').filter(Boolean).map(Number);
  return { path, pids };
}

function endIfAlive(server: ChildProcess): void {
  if (server.exitCode === null && server.signalCode === null) server.kill('SIGKILL');
}
