import { expect, test } from 'vitest';
import { addressAdvice } from '../../server/media/address-advice.ts';
import { laptop, loopback, machine } from '../support/machine.ts';

const container = (...addresses: string[]) => machine({ lo: loopback, eth0: addresses });
const advise = (interfaces: typeof laptop, inContainer: boolean, ...announced: string[]) =>
  addressAdvice({ interfaces, announced, inContainer });

test.each([
  ['Docker', container('172.17.0.2/16')],
  ['a compose network', container('172.28.0.3/24')],
  ['the last networks that Docker has', container('192.168.16.2/20')],
  ['Podman', container('10.88.0.5/16')],
  ['a cluster', container('10.244.1.7/24')],
  ['rootless Podman', machine({ lo: loopback, tap0: ['10.0.2.100/24'] })],
  ['Docker with IPv6', container('172.18.0.2/16', 'fd00:dead::2/64')],
  ['two networks', machine({ lo: loopback, eth0: ['172.18.0.2/16'], eth1: ['172.19.0.2/16'] })],
])('in a container of %s, with nothing announced, nobody outside reaches it', (_, interfaces) => {
  const advice = advise(interfaces, true);
  expect(advice?.sentence).toMatch(/^Clients are told to send media to .*inside of a container network/);
  expect(advice?.remedy).toMatch(/^Set ANNOUNCED_ADDRESS to /);
});

test('what Docker gives is known without the word of an engine', () => {
  expect(advise(container('172.18.0.2/16'), false)?.sentence).toContain('172.18.0.2');
});

test('announcing the address of the container is the same mistake', () => {
  expect(advise(container('172.17.0.2/16'), true, '172.17.0.2')?.sentence).toContain('172.17.0.2');
});

test.each<[string, typeof laptop, boolean, string[]]>([
  ['an announced address', container('172.17.0.2/16'), true, ['203.0.113.7']],
  ['one announced beside the bridge', container('172.17.0.2/16'), true, ['172.17.0.2', '203.0.113.7']],
  ['a laptop with Docker on it', laptop, false, []],
  ['a container that shares the network of a laptop', laptop, true, []],
  ['one that shares the network of a box at home', container('192.168.1.5/24'), true, []],
  ['a public address', container('8.8.8.8/24'), true, []],
  ['a public IPv6 address beside', container('172.17.0.2/16', '2a00:1450::1/64'), true, []],
  ['a cloud server', container('10.0.0.4/24'), false, []],
  ['a cloud server of another cloud', container('172.31.4.4/20'), false, []],
  ['nothing but loopback', machine({ lo: loopback }), true, []],
])('no advice for %s', (_, interfaces, inContainer, announced) => {
  expect(advise(interfaces, inContainer, ...announced)).toBeUndefined();
});

test('a name that stands for this machine itself is told', () => {
  expect(advise(laptop, false, '127.0.1.1')?.sentence).toBe(
    'Clients are told to send media to 127.0.1.1: to themselves, unless they run on this machine.',
  );
  expect(advise(laptop, false, '127.0.0.1', '192.168.1.5')).toBeUndefined();
  expect(advise(machine({ lo: loopback }), false, '127.0.0.1')).toBeUndefined();
});
