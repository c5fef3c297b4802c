/** What the doctor says of the machine, shown to it as folders that hold what `/proc` and `/run` would. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { checkClock } from '../../server/doctor/checks/clock.ts';
import { checkDescriptors } from '../../server/doctor/checks/descriptors.ts';
import { checkMachine } from '../../server/doctor/checks/machine.ts';
import { checkBuffers } from '../../server/doctor/checks/udp-buffers.ts';
import { find, patient, troubles } from '../support/patient.ts';
import { temporaryDir } from '../support/temporary-dir.ts';

async function rootWith(files: Record<string, string>): Promise<string> {
  const root = await temporaryDir();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  return root;
}

const buffers = (bytes: number) => ({
  'proc/sys/net/core/rmem_max': `${bytes}\n`,
  'proc/sys/net/core/wmem_max': `${bytes}\n`,
});
const limits = (soft: number | 'unlimited') => ({
  'proc/4711/limits': `Limit                     Soft Limit           Hard Limit           Units\nMax open files            ${soft}                 1048576              files\n`,
});

test('UDP buffers that are too small are named with the line that raises them', async () => {
  const small = troubles(await find(checkBuffers, { machine: { root: await rootWith(buffers(212_992)) } }));
  expect(small).toMatchObject([
    {
      subject: 'net.core.rmem_max',
      status: 'warning',
      remedy: expect.stringContaining('sysctl -w net.core.rmem_max=4194304'),
    },
    {
      subject: 'net.core.wmem_max',
      status: 'warning',
      remedy: expect.stringContaining('sysctl -w net.core.wmem_max=4194304'),
    },
  ]);
  const inside = { inContainer: true, root: await rootWith(buffers(212_992)) };
  expect(troubles(await find(checkBuffers, { machine: inside }))[0]?.remedy).toContain('on the host');
  const large = await find(checkBuffers, { machine: { root: await rootWith(buffers(4_194_304)) } });
  expect(large.map(({ status }) => status)).toEqual(['ok', 'ok']);
  expect((await find(checkBuffers)).map(({ status }) => status)).toEqual(['skipped', 'skipped']);
});

test.each([
  [256, 'error'],
  [1_024, 'warning'],
  [65_536, 'ok'],
  ['unlimited', 'ok'],
] as const)('a limit of %s open files: %s', async (soft, status) => {
  const machine = { pid: 4_711, root: await rootWith(limits(soft)) };
  const found = await find(checkDescriptors, { machine });
  expect(found).toMatchObject([{ status }]);
  for (const { remedy } of troubles(found)) expect(remedy).toContain('ulimit -n 65536');
});

test('small rooms need fewer files', async () => {
  const machine = { pid: 4_711, root: await rootWith(limits(1_024)) };
  expect(troubles(await find(checkDescriptors, { machine, settings: { edge: { maxPeers: 50 } } }))).toEqual(
    [],
  );
});

test.each([
  ['an old Node', { machine: { nodeVersion: '22.18.0' } }, 'error', /24\.12/, /npm ci/],
  ['more workers than cores', { settings: { workers: 8 } }, 'warning', /share/, /WORKERS=2/],
  ['little memory', { machine: { memory: 256 * 2 ** 20 } }, 'warning', /400 MiB/, /WORKERS=1/],
  ['a folder that cannot be', { rest: { cacheDir: '/dev/null/cache' } }, 'warning', /kept/, /install -d/],
] as const)('%s', async (_case, spoiled, status, sentence, remedy) => {
  expect(troubles(await find(checkMachine, spoiled))).toMatchObject([
    { status, sentence: expect.stringMatching(sentence), remedy: expect.stringMatching(remedy) },
  ]);
});

test('a folder that nothing has to be kept in may be as it is', async () => {
  const cacheDir = '/dev/null/cache';
  const lookAt = async (workerBin: string, kind: 'off' | 'self-signed' = 'off') =>
    troubles(await find(checkMachine, { settings: { tls: { kind } }, rest: { cacheDir, workerBin } }));
  expect(await lookAt('/usr/local/bin/mediasoup-worker')).toEqual([]);
  expect(await lookAt('/usr/local/bin/mediasoup-worker', 'self-signed')).toHaveLength(1);
  expect(await lookAt(`${cacheDir}/worker/mediasoup-worker`)).toHaveLength(1);
});

test('a machine that is as it should be', async () => {
  const found = await find(checkMachine);
  expect(found.map(({ status }) => status)).toEqual(['ok', 'ok', 'ok', 'ok']);
});

test('a clock before the time at which this program was installed, and one that is kept right', async () => {
  const opened = { ...patient(), doors: Promise.resolve([]) };
  const [behind] = await checkClock(opened, Date.UTC(2001, 0, 1));
  expect(behind).toMatchObject({ status: 'error', remedy: expect.stringContaining('timedatectl') });
  const root = await rootWith({ 'run/systemd/timesync/synchronized': '' });
  expect(await find(checkClock, { machine: { root } })).toMatchObject([{ status: 'ok' }]);
  expect(await find(checkClock)).toMatchObject([{ status: 'skipped' }]);
});
