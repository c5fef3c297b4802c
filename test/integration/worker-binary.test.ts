/**
 * The judgement on real processes: the worker of this machine passes, and binaries that crash, hang or lie get a verdict
 * within the deadline and leave nothing running. And the download by mediasoup's own script, from a server of ours.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createWorker } from '../../server/media/create-worker.ts';
import { checkHandshake, checkStarts } from '../../server/media/worker-binary/handshake.ts';
import { downloadPrebuilt } from '../../server/media/worker-binary/prebuilt.ts';
import { isAlive } from '../support/is-alive.ts';
import { temporaryDir } from '../support/temporary-dir.ts';
import { workerBin } from '../support/worker-bin.ts';

const { signal } = new AbortController();

/** A shell script in place of a worker; it writes its process id to `<path>.pid` first. */
async function script(body: string): Promise<string> {
  const path = join(await temporaryDir(), 'mediasoup-worker');
  await writeFile(path, `#!/bin/sh\necho $$ > "$0.pid"\n${body}\n`);
  await chmod(path, 0o755);
  return path;
}

async function expectEnded(path: string): Promise<void> {
  const pid = Number(await readFile(`${path}.pid`, 'utf8'));
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
}

test('the worker of this machine starts and completes a DTLS handshake', async () => {
  const path = await workerBin();
  expect(await checkStarts(path)).toEqual({ ok: true });
  expect(await checkHandshake(path, signal)).toEqual({ ok: true });
});

test('programs that are no workers are refused, with what they did', async () => {
  expect(await checkStarts('/bin/false')).toMatchObject({ ok: false, reason: /exit code 1/ });
  expect(await checkStarts('/no/such/worker')).toMatchObject({ ok: false, reason: /ENOENT/ });
  expect(await checkStarts('/etc/passwd')).toMatchObject({ ok: false, reason: /EACCES/ });
  expect(await checkHandshake('/bin/false', signal)).toMatchObject({ ok: false, reason: /code:1/ });
});

test('a library that is missing is named', async () => {
  const path = await script(
    'echo "mediasoup-worker: libuv.so.1: cannot open shared object file" >&2; exit 127',
  );
  expect(await checkStarts(path)).toMatchObject({ ok: false, reason: /libuv\.so\.1: cannot open/ });
});

test('a program that hangs is refused at the deadline and killed', async () => {
  const path = await script('exec sleep 600');
  expect(await checkStarts(path, 1_000)).toEqual({ ok: false, reason: 'it did not answer within 1000 ms' });
  await expectEnded(path);
  expect(await checkHandshake(path, signal, 1_500)).toEqual({
    ok: false,
    reason: 'no handshake within 1500 ms',
  });
  await expectEnded(path);
});

test('a worker that dies when it is to shake hands is refused at once', async () => {
  // The real worker, and beside it a loop that crashes it as soon as one of its sockets is among the UDP ports.
  const path = await script(`
    (until ls -l /proc/$$/fd | sed -n 's/.*socket:.\\([0-9]*\\).$/ \\1 /p' | grep -qFf - /proc/net/udp; do :; done
    kill -SEGV $$) &
    exec "${await workerBin()}" "$@"`);
  expect(await checkHandshake(path, signal)).toMatchObject({
    ok: false,
    reason: /died in the handshake .*SIGSEGV/,
  });
  await expectEnded(path);
});

test('an interrupted check rejects and leaves nothing running', async () => {
  const path = await script('exec sleep 600');
  const controller = new AbortController();
  const check = checkHandshake(path, controller.signal);
  await expect.poll(() => readFile(`${path}.pid`, 'utf8').catch(() => ''), { timeout: 5_000 }).not.toBe('');
  controller.abort(new Error('interrupted by SIGTERM'));
  await expect(check).rejects.toThrow('interrupted by SIGTERM');
  await expectEnded(path);
});

test('creating a worker adds no listener for signals, and gives up on one that stays silent', async () => {
  const count = () => ['SIGINT', 'SIGTERM'].map(name => process.listenerCount(name));
  const before = count();
  const worker = await createWorker({ workerBin: await workerBin() });
  expect(count()).toEqual(before);
  worker.close();
  const silent = await script('exec sleep 600');
  await expect(createWorker({ workerBin: silent }, 1_000)).rejects.toThrow(
    'the worker said nothing for 1000 ms',
  );
  await expectEnded(silent);
  expect(count()).toEqual(before);
});

/** A release page of ours; mediasoup's script takes its address from the environment. */
async function releasePage(answer: RequestListener): Promise<void> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  vi.stubEnv('MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL', `http://127.0.0.1:${address.port}`);
  vi.stubEnv('MEDIASOUP_WORKER_BIN', undefined);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.closeAllConnections();
    server.close();
  });
}

async function download(stalled?: number) {
  return downloadPrebuilt({ dir: await temporaryDir(), signal, log: () => {} }, stalled);
}

test("the official worker is unpacked by mediasoup's script, in a folder of ours", async () => {
  const path = await script('exit 41');
  const archive = execFileSync('tar', ['-cz', '-C', join(path, '..'), 'mediasoup-worker']);
  await releasePage((_request, response) => response.end(archive));
  const result = await download();
  expect(result).toHaveProperty('binary');
  if ('binary' in result) expect(await readFile(result.binary, 'utf8')).toContain('exit 41');
});

test('a release page that has none, is not there or never answers is a reason, and nothing is compiled', async () => {
  await releasePage((_request, response) => response.writeHead(404).end());
  expect(await download()).toMatchObject({ reason: /no available mediasoup-worker prebuilt binary/ });
  await releasePage((_request, response) => response.writeHead(503).end());
  expect(await download()).toMatchObject({ reason: /503/ });
  vi.stubEnv('MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL', 'http://127.0.0.1:9');
  expect(await download()).toMatchObject({ reason: /ECONNREFUSED/ });
  await releasePage(() => {});
  expect(await download(1_000)).toEqual({ reason: 'nothing arrived for 1 s' });
});
