/**
 * A browser that runs in another network namespace, driven from here: it is told what to do by pipes, which no firewall concerns.
 */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { Place } from '../../support/network-lab.ts';
import { installedChromium, launchChromium } from './browser.ts';

/** Fake devices, which pages of `origin` may use though it is no secure context. Closing it leaves nothing behind. */
export async function launchChromiumIn(place: Place, args: string[]): Promise<Browser> {
  const dir = await mkdtemp(join(tmpdir(), 'plenum-test-'));
  const executablePath = join(dir, 'chromium');
  await writeFile(executablePath, `#!/bin/sh\nexec ${place.within.join(' ')} ${installedChromium()} "$@"\n`);
  await chmod(executablePath, 0o755);
  const browser = await launchChromium('allowed', { args, executablePath });
  browser.on('disconnected', () => void rm(dir, { recursive: true, force: true }));
  return browser;
}
