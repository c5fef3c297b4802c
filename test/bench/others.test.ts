/** Janus beside Plenum: that it can be measured where there is one, and what is said where there is none. */
import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isAlive } from '../support/is-alive.ts';
import { temporaryDir } from '../support/temporary-dir.ts';
import { workerBin } from '../support/worker-bin.ts';
import { others } from './rows/others.ts';
import { janusMissing, startJanus } from './servers/janus.ts';
import { onStage } from './stage.ts';

afterEach(() => vi.unstubAllEnvs());

describe.skipIf(janusMissing() !== undefined)('where Janus is installed', () => {
  test('an audience gets every packet, and it is known how late', async () => {
    const measured = await onStage({ kinds: ['janus'], workerBin: await workerBin() }, async stage => {
      const audience = await stage.gather('janus', { subscribers: 3, withTransportCc: false });
      return audience.measure({ packetsPerSecond: 50, seconds: 2 });
    });
    expect(measured).toMatchObject({ sent: 100, expected: 300, received: 300 });
    expect(measured.workerPerPacket).toBeGreaterThan(0);
    expect(measured.delay.p50).toBeGreaterThan(0);
    expect(measured.delay.max).toBeLessThan(2_000);
  });

  test('nothing of it stays', async () => {
    const folder = await temporaryDir();
    vi.stubEnv('TMPDIR', folder);
    const { pids, stop } = await startJanus();
    expect(readdirSync(folder)).toHaveLength(1);
    await stop();
    expect(readdirSync(folder)).toEqual([]);
    expect(isAlive(pids.worker)).toBe(false);
  });
});

test('where it is not installed, the benchmark says what to install', async () => {
  vi.stubEnv('PATH', await temporaryDir());
  const sentence = /^Janus is not installed\. Run: sudo apt-get install janus /;
  expect(others.missing?.()).toMatch(sentence);
  await expect(startJanus()).rejects.toThrow(sentence);
});
