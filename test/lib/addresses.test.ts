import { expect, test } from 'vitest';
import {
  canonicalAddress,
  isAddressOrNetwork,
  isDestination,
  isLocalAddress,
  isLocalHost,
  isLoopbackAddress,
  isLoopbackHost,
  isPublicAddress,
  isReservedAddress,
} from '../../server/lib/addresses.ts';

const local = [
  '127.0.0.1',
  '127.255.255.254',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '100.127.255.255',
  '::1',
  'fe80::1',
  'fe80::1%eth0',
  'fd00::1',
  'fc00::1',
  '::ffff:10.0.0.1',
  '::ffff:7f00:1',
  '0:0:0:0:0:ffff:127.0.0.1',
  '::127.0.0.1',
];
const open = [
  '8.8.8.8',
  '1.1.1.1',
  '172.32.0.1',
  '100.128.0.1',
  '2606:4700::1111',
  '2a00:1450::1',
  '::ffff:8.8.8.8',
];
/** Neither the one nor the other: nobody to send anything to, or another address in disguise. */
const reserved = [
  '0.0.0.0',
  '0.1.2.3',
  '255.255.255.255',
  '240.0.0.1',
  '224.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '203.0.113.7',
  '::',
  'ff02::1',
  '::7f00:1',
  'fec0::1',
  '64:ff9b::10.0.0.1',
  '64:ff9b:1::10.0.0.1',
  '2002:7f00:1::',
  '2001:0:1::1',
  '2001:db8::1',
  '100::1',
];
const noAddress = [
  '',
  'localhost',
  '8.8.8',
  '0x7f.1',
  '2130706433',
  '8.8.8.8/32',
  ' 8.8.8.8',
  '010.0.0.1',
  '[::1]',
  'x',
];

const neither = [...reserved, ...noAddress];

test('every address is public, local or reserved', () => {
  const kindOf = (text: string) => {
    const kinds = [isPublicAddress(text) && 'public', isLocalAddress(text) && 'local'];
    return [text, ...kinds.filter(Boolean)];
  };
  expect(open.map(kindOf)).toEqual(open.map(text => [text, 'public']));
  expect(local.map(kindOf)).toEqual(local.map(text => [text, 'local']));
  expect(neither.map(kindOf)).toEqual(neither.map(text => [text]));
});

test('in a URL an address may be in brackets', () => {
  expect(['[::1]', '[::ffff:7f00:1]', '127.0.0.1', '203.0.113.7'].map(isReservedAddress)).not.toContain(
    false,
  );
  expect(['[2606:4700::1111]', '8.8.8.8', 'localhost', 'example.org'].map(isReservedAddress)).not.toContain(
    true,
  );
});

test('local host names are known by their form', () => {
  const here = [
    'localhost',
    'nas',
    'NAS.Local',
    'pc.lan',
    'a.home.arpa',
    'x.internal',
    'a.localhost',
    'a.test',
    'nas.local.',
  ];
  expect(here.map(isLocalHost)).not.toContain(false);
  const there = [
    'example.org',
    'local.example.org',
    'mylocal.org',
    'notlan.xlan',
    '8.8.8.8',
    '[2606:4700::1111]',
    'a.arpa',
  ];
  expect(there.map(isLocalHost)).not.toContain(true);
  expect(['127.0.0.1', '[::1]', 'fd00::1'].map(isLocalHost)).not.toContain(false);
});

test('networks are written with a prefix', () => {
  const right = ['10.0.0.1', '10.0.0.0/8', 'fd00::/8', '::1', '::1/128'];
  expect(right.map(isAddressOrNetwork)).not.toContain(false);
  const wrong = [
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '10.0.0/8',
    'x/8',
    '/8',
    '',
    '10.0.0.0/-1',
    'fd00::/129',
  ];
  expect(wrong.map(isAddressOrNetwork)).not.toContain(true);
});

test.each(['10.0.0.1', '8.8.8.8', '2001:db8::1', '127.0.0.1', '::1', 'fd00::1'])(
  '%s can be sent to',
  address => {
    expect(isDestination(address)).toBe(true);
  },
);

test.each([
  '0.0.0.0',
  '::',
  '0:0::0',
  '224.0.0.1',
  'ff02::1',
  '255.255.255.255',
  '169.254.1.1',
  'fe80::1%eth0',
  'example.org',
  '',
])('%j cannot', address => {
  expect(isDestination(address)).toBe(false);
});

test('an address is written in one way', () => {
  expect(canonicalAddress('2001:DB8:0:0::0007')).toBe('2001:db8::7');
  expect(canonicalAddress('::ffff:10.0.0.1')).toBe('10.0.0.1');
  expect(canonicalAddress('Example.org')).toBe('Example.org');
});

test('loopback is more than one address', () => {
  expect(['127.0.0.1', '127.0.1.1', '::1', '::ffff:127.0.0.1'].every(isLoopbackAddress)).toBe(true);
  expect(['10.0.0.1', '::2', 'localhost'].some(isLoopbackAddress)).toBe(false);
});

test.each([
  ['localhost', true],
  ['LOCALHOST.', true],
  ['meet.localhost', true],
  ['127.0.0.2', true],
  ['[::1]', true],
  ['localhost.example.org', false],
  ['notlocalhost', false],
  ['192.168.1.1', false],
  ['', false],
])('%s means whoever says it: %s', (host, itself) => {
  expect(isLoopbackHost(host)).toBe(itself);
});
