/**
 * Where this machine's Chromium is: the one that CHROMIUM_BIN names, one in PATH, or one that playwright-core installed.
 * Tests that drive a browser and the script that provides one share it.
 */
import { chromium } from 'playwright-core';
import { findInPath, isExecutable } from './find-program.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of a Chromium, or undefined; throws when CHROMIUM_BIN names something that cannot be run. */
export function findChromium(env: Environment): string | undefined {
  const { CHROMIUM_BIN: configured } = env;
  if (configured) {
    if (isExecutable(configured)) return configured;
    throw new Error(`CHROMIUM_BIN is ${configured}, which is not a program that can be run.`);
  }
  return names.map(name => findInPath(name, env)).find(path => path !== undefined) ?? playwrights();
}

function playwrights(): string | undefined {
  const path = chromium.executablePath();
  return isExecutable(path) ? path : undefined;
}
