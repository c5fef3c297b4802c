import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { listenInfos } from '../../server/media/listen-infos.ts';

const address = (text: string, internal = false): NetworkInterfaceInfo => {
  const rest = { address: text, netmask: '', mac: '', internal, cidr: null };
  return text.includes(':') ? { ...rest, family: 'IPv6', scopeid: 0 } : { ...rest, family: 'IPv4' };
};
const laptop = {
  lo: [address('127.0.0.1', true), address('::1', true)],
  wlan0: [address('192.168.1.5'), address('2001:db8::5'), address('fe80::1')],
  docker0: [address('172.17.0.1')],
};
const box = { lo: [address('127.0.0.1', true), address('::1', true)] };

/** `protocol bound -> offered` of each entry. */
const table = (listenAddress?: string, announcedAddress?: string, interfaces = laptop) =>
  listenInfos({ listenAddress, announcedAddress }, 40_000, interfaces).map(
    info => `${info.protocol} ${info.ip} -> ${info.announcedAddress ?? info.ip}`,
  );

test('with no settings every address of the machine is bound and offered, but not loopback and link-local', () => {
  expect(table()).toEqual([
    'udp 192.168.1.5 -> 192.168.1.5',
    'udp 2001:db8::5 -> 2001:db8::5',
    'udp 172.17.0.1 -> 172.17.0.1',
    'tcp 192.168.1.5 -> 192.168.1.5',
    'tcp 2001:db8::5 -> 2001:db8::5',
    'tcp 172.17.0.1 -> 172.17.0.1',
  ]);
});

test('a machine that has nothing else offers loopback', () => {
  expect(table(undefined, undefined, { ...box, wlan0: [], docker0: [] })).toEqual([
    'udp 127.0.0.1 -> 127.0.0.1',
    'udp ::1 -> ::1',
    'tcp 127.0.0.1 -> 127.0.0.1',
    'tcp ::1 -> ::1',
  ]);
});

test('one address is bound and offered as it is', () => {
  expect(table('192.168.1.5')).toEqual(['udp 192.168.1.5 -> 192.168.1.5', 'tcp 192.168.1.5 -> 192.168.1.5']);
});

test('0.0.0.0 stands for every IPv4 address, since nobody can send to it; :: for all', () => {
  expect(table('0.0.0.0').filter(line => line.startsWith('udp'))).toEqual([
    'udp 192.168.1.5 -> 192.168.1.5',
    'udp 172.17.0.1 -> 172.17.0.1',
  ]);
  expect(table('::')).toEqual(table());
});

test('an announced address is offered for all that is bound', () => {
  expect(table(undefined, '203.0.113.7')).toEqual([
    'udp 0.0.0.0 -> 203.0.113.7',
    'tcp 0.0.0.0 -> 203.0.113.7',
  ]);
  expect(table('10.0.0.2', 'call.example.org')).toEqual([
    'udp 10.0.0.2 -> call.example.org',
    'tcp 10.0.0.2 -> call.example.org',
  ]);
  expect(table(undefined, '2001:db8::7')).toEqual(['udp :: -> 2001:db8::7', 'tcp :: -> 2001:db8::7']);
});

test('all entries share the port, and have buffers for many publishers at once', () => {
  for (const info of listenInfos({ listenAddress: undefined, announcedAddress: undefined }, 40_001, laptop)) {
    expect(info).toMatchObject({ port: 40_001, recvBufferSize: 4_000_000, sendBufferSize: 4_000_000 });
  }
});
