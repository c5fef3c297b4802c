/** Chromium with a microphone that never falls silent: one for all runs, or one of its own in a network or to be stopped. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../e2e/support/browser.ts';
import { launchChromiumIn } from '../../e2e/support/elsewhere.ts';
import type { Place } from '../../support/network-lab.ts';
import { toneFile } from './tone.ts';

/** Closing it leaves nothing behind. `place`: in which network; default this one. */
export async function launch(place?: Place, args: readonly string[] = []): Promise<Browser> {
  const dir = mkdtempSync(join(tmpdir(), 'plenum-tone-'));
  const file = join(dir, 'tone.wav');
  writeFileSync(file, toneFile());
  const all = [`--use-file-for-fake-audio-capture=${file}`, ...args];
  const browser = await (place ? launchChromiumIn(place, all) : launchChromium('allowed', { args: all }));
  browser.on('disconnected', () => rmSync(dir, { recursive: true, force: true }));
  return browser;
}
