import { expect, test } from 'vitest';
import {
  isDebianRelease,
  type PackageHost,
  PackagesMissing,
  requirePackages,
} from '../../server/lib/debian.ts';

/** A host that has the packages in `installed`, and gains those that apt is asked for. */
function host(installed: string[], changes: Partial<PackageHost> = {}) {
  const commands: string[] = [];
  const fake: PackageHost = {
    isDebian: async () => true,
    isRoot: () => true,
    run: async (command, options) => {
      if (command[0] === 'dpkg-query') for (const name of installed) options.onLine?.(`${name} installed`);
      else commands.push(command.slice(command.indexOf('apt-get')).join(' '));
      if (command.includes('install')) options.onLine?.('pmstatus:meson:amd64:52.5:Unpacking meson');
      return { code: 0, lastLines: [] };
    },
    ...changes,
  };
  return { fake, commands };
}

function context() {
  const lines: string[] = [];
  return { signal: new AbortController().signal, lines, log: (line: string) => lines.push(line) };
}

test('Debian, Ubuntu and what is made from them are recognised; others are not', () => {
  expect(isDebianRelease('ID=debian\nVERSION_ID="12"')).toBe(true);
  expect(isDebianRelease('ID=ubuntu\nID_LIKE=debian')).toBe(true);
  expect(isDebianRelease('NAME="Linux Mint"\nID=linuxmint\nID_LIKE="ubuntu debian"')).toBe(true);
  expect(isDebianRelease('ID=fedora\nVERSION_ID=44')).toBe(false);
  expect(isDebianRelease('ID=alpine\nPRETTY_NAME="not debian"')).toBe(false);
  expect(isDebianRelease('')).toBe(false);
});

test('nothing is run when nothing is missing', async () => {
  const { fake, commands } = host(['g++', 'meson'], { isRoot: () => false });
  await requirePackages(['g++', 'meson'], 'build', context(), fake);
  expect(commands).toEqual([]);
});

test('root installs what is missing, unattended, and says how far it is', async () => {
  const { fake, commands } = host(['g++']);
  const told = context();
  await requirePackages(['g++', 'meson', 'ninja-build'], 'build the worker', told, fake);
  expect(commands).toHaveLength(2);
  expect(commands[0]).toContain(' update -qq');
  expect(commands[1]).toMatch(/ install -y -qq --no-install-recommends meson ninja-build$/);
  expect(told.lines).toEqual([
    'Installing Debian packages to build the worker: meson ninja-build',
    'Installing packages: 50 %',
  ]);
});

test('without root the error names every missing package and the exact command', async () => {
  const { fake, commands } = host(['g++'], { isRoot: () => false });
  const required = requirePackages(['g++', 'meson', 'ninja-build'], 'build the worker', context(), fake);
  const error: unknown = await required.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(PackagesMissing);
  expect(String(error)).toBe(
    'Error: To build the worker, packages are missing that only root can install. ' +
      'Run: sudo apt-get update && sudo apt-get install -y meson ninja-build',
  );
  expect(commands).toEqual([]);
});

test("a failure of apt is told in apt's own words", async () => {
  const { fake } = host([], {
    run: async command => {
      const fails = command.includes('update');
      return { code: fails ? 100 : 0, lastLines: ['Err:1 http', 'E: Failed to fetch the index'] };
    },
  });
  await expect(requirePackages(['meson'], 'build', context(), fake)).rejects.toThrow(
    'apt-get update -qq failed (exit code 100): E: Failed to fetch the index',
  );
});
