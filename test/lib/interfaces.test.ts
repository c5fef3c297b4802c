import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isInContainer } from '../../server/lib/container.ts';
import { hasIPv6, hasIPv6Alone, outwardAddresses, usableAddresses } from '../../server/lib/interfaces.ts';
import { laptop, loopback, machine } from '../support/machine.ts';
import { temporaryDir } from '../support/temporary-dir.ts';

test('addresses that somebody could send to', () => {
  expect(usableAddresses(laptop)).toEqual(['192.168.1.5', '2001:db8::5', '172.17.0.1']);
  expect(usableAddresses(machine({ lo: loopback, eth0: ['fe80::1/64'] }))).toEqual(['127.0.0.1', '::1']);
  expect(usableAddresses({})).toEqual([]);
});

test('addresses that other machines may reach', () => {
  expect(outwardAddresses(laptop)).toEqual(['192.168.1.5', '2001:db8::5']);
  expect(outwardAddresses(machine({ docker0: ['172.17.0.1/16'] }))).toEqual(['172.17.0.1']);
  expect(outwardAddresses(machine({ lo: loopback }))).toEqual(['127.0.0.1', '::1']);
});

test('a machine may have IPv6 alone', () => {
  expect(hasIPv6Alone(machine({ lo: loopback, eth0: ['fd99::2/64'] }))).toBe(true);
  expect(hasIPv6Alone(machine({ lo: loopback, eth0: ['fd99::2/64', '10.0.0.1/8'] }))).toBe(false);
  expect(hasIPv6Alone(machine({ lo: loopback }))).toBe(false);
});

test('IPv6 is switched on where any interface has an address of it', () => {
  expect(hasIPv6(machine({ lo: loopback, eth0: ['10.0.0.1/8'] }))).toBe(true);
  expect(hasIPv6(machine({ lo: ['127.0.0.1/8'], eth0: ['10.0.0.1/8'] }))).toBe(false);
});

test.each([
  ['.dockerenv', '', true],
  ['run/.containerenv', '', true],
  ['proc/self/cgroup', '12:memory:/docker/0123456789abcdef\n0::/\n', true],
  ['proc/self/cgroup', '0::/kubepods.slice/kubepods-besteffort.slice\n', true],
  ['proc/self/cgroup', '0::/user.slice/user-1000.slice/session-1.scope\n', false],
  ['etc/hostname', 'docker\n', false],
])('what holds %s with %j is a container: %s', async (path, text, expected) => {
  const root = await temporaryDir();
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), text);
  expect(isInContainer(root)).toBe(expected);
});
