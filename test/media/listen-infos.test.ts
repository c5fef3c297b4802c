import { expect, test } from 'vitest';
import { type AddressSettings, isBindable, listenInfos } from '../../server/media/listen-infos.ts';
import { laptop, loopback, machine } from '../support/machine.ts';

const withoutIPv6 = machine({ lo: ['127.0.0.1/8'], eth0: ['10.0.0.2/24'] });
const none: AddressSettings = { listenAddress: undefined, announcedAddresses: [], announceInternal: false };

/** What the UDP ports are bound to; the TCP ones must be bound to the same. */
function bound(settings: Partial<AddressSettings>, interfaces = laptop): string[] {
  const infos = listenInfos({ ...none, ...settings }, 40_000, interfaces);
  const [udp, tcp] = (['udp', 'tcp'] as const).map(each =>
    infos.filter(({ protocol }) => protocol === each).map(({ ip }) => ip),
  );
  expect(tcp).toEqual(udp);
  return udp ?? [];
}
const announced = (...announcedAddresses: string[]) => ({ announcedAddresses });

test('with no settings every address of the machine is bound, but not loopback, link-local and bridges', () => {
  expect(bound({})).toEqual(['192.168.1.5', '2001:db8::5']);
});

test('a machine that has nothing else binds loopback', () => {
  expect(bound({}, machine({ lo: loopback }))).toEqual(['127.0.0.1', '::1']);
});

test('one address is bound as it is, whatever is announced', () => {
  expect(bound({ listenAddress: '192.168.1.5' })).toEqual(['192.168.1.5']);
  expect(bound({ listenAddress: '10.0.0.2', ...announced('203.0.113.7', '2001:db8::7') })).toEqual([
    '10.0.0.2',
  ]);
});

test('0.0.0.0 stands for every IPv4 address, :: for all', () => {
  expect(bound({ listenAddress: '0.0.0.0' })).toEqual(['192.168.1.5', '172.17.0.1']);
  expect(bound({ listenAddress: '::' })).toEqual(['192.168.1.5', '172.17.0.1', '2001:db8::5']);
  expect(bound({ listenAddress: '0.0.0.0', ...announced('203.0.113.7', '2001:db8::7') })).toEqual([
    '0.0.0.0',
  ]);
});

test('an announced address that this machine does not have is behind a wildcard of its family', () => {
  expect(bound(announced('203.0.113.7'))).toEqual(['0.0.0.0']);
  expect(bound(announced('2001:db8::7'))).toEqual(['::']);
  expect(bound(announced('203.0.113.7', '2001:db8::7'))).toEqual(['0.0.0.0', '::']);
});

test('behind several of a family may be several of this machine: all are bound, to answer from where they are asked', () => {
  expect(bound(announced('203.0.113.7', '203.0.113.8', '2001:db8::7'))).toEqual([
    '192.168.1.5',
    '172.17.0.1',
    '::',
  ]);
  expect(bound(announced('203.0.113.7', '203.0.113.8'), withoutIPv6)).toEqual(['0.0.0.0']); // it has but one
});

test('announced addresses that are all its own are bound alone', () => {
  expect(bound(announced('192.168.1.5', '2001:DB8::0005', '192.168.1.5'))).toEqual([
    '192.168.1.5',
    '2001:db8::5',
  ]);
  expect(bound(announced('127.0.0.1'))).toEqual(['127.0.0.1']);
  expect(bound(announced('192.168.1.5', '203.0.113.7'))).toEqual(['192.168.1.5', '172.17.0.1']);
  expect(bound(announced('127.0.0.1', '203.0.113.7'))).toEqual(['192.168.1.5', '172.17.0.1', '127.0.0.1']);
});

test('a name may stand for either family', () => {
  expect(bound(announced('call.example.org'))).toEqual(['0.0.0.0', '::']);
  expect(bound(announced('call.example.org', '192.168.1.5'))).toEqual(['0.0.0.0', '::']);
  expect(bound({ listenAddress: '0.0.0.0', ...announced('call.example.org') })).toEqual(['0.0.0.0']);
});

test('with internal addresses offered too, all of them are bound', () => {
  const internal = (...addresses: string[]) => ({ announceInternal: true, ...announced(...addresses) });
  expect(bound(internal('203.0.113.7'))).toEqual(['192.168.1.5', '172.17.0.1', '::']);
  expect(bound(internal('call.example.org'))).toEqual(['192.168.1.5', '172.17.0.1', '::']);
  expect(bound(internal('192.168.1.5'))).toEqual(['192.168.1.5', '172.17.0.1', '::']);
  expect(bound(internal('203.0.113.7'), withoutIPv6)).toEqual(['0.0.0.0']);
});

test('a machine without IPv6 binds IPv4 only, even where IPv6 is announced: somebody else translates', () => {
  for (const settings of [
    announced('203.0.113.7'),
    announced('call.example.org'),
    announced('203.0.113.7', '2001:db8::7'),
    announced('2001:db8::7'),
    { announceInternal: true, ...announced('203.0.113.7') },
  ]) {
    expect(bound(settings, withoutIPv6)).toEqual(['0.0.0.0']);
  }
});

test('what a name stands for can be used where its family is bound', () => {
  const usable = (listenAddress?: string, interfaces = laptop) =>
    ['203.0.113.7', '2001:db8::7'].filter(each => isBindable(each, { ...none, listenAddress }, interfaces));
  expect(usable()).toEqual(['203.0.113.7', '2001:db8::7']);
  expect(usable('::')).toEqual(usable());
  expect(usable(undefined, withoutIPv6)).toEqual(['203.0.113.7']);
  expect(usable('0.0.0.0')).toEqual(['203.0.113.7']);
  expect(usable('10.0.0.2')).toEqual(['203.0.113.7']);
  expect(usable('2001:db8::1')).toEqual(['2001:db8::7']);
});

test('all entries share the port and have buffers for many publishers at once; :: leaves IPv4 to 0.0.0.0', () => {
  const infos = listenInfos({ ...none, ...announced('call.example.org') }, 40_001, laptop);
  expect(infos).toHaveLength(4);
  for (const info of infos) {
    expect(info).toMatchObject({ port: 40_001, recvBufferSize: 4_000_000, sendBufferSize: 4_000_000 });
    expect(info.flags).toEqual(info.ip === '::' ? { ipv6Only: true } : undefined);
  }
});
