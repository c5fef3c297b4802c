import { expect, test } from 'vitest';
import { certificateNames, type Whereabouts } from '../../../server/http/tls/certificate-names.ts';
import { laptop, loopback, machine } from '../../support/machine.ts';

const here: Whereabouts = { hostname: 'Nas', interfaces: laptop, announced: [], publicUrl: undefined };
const names = (other: Partial<Whereabouts> = {}) => certificateNames({ ...here, ...other });

test('it is for this machine by all its names and addresses, but for no link-local one', () => {
  expect(names().listed).toEqual([
    'localhost',
    'nas',
    'nas.local',
    '127.0.0.1',
    '::1',
    '192.168.1.5',
    '2001:db8::5',
    '172.17.0.1',
  ]);
});

test('and for what is announced, and where people are sent', () => {
  const other = { announced: ['Call.example.org', '203.0.113.7'], publicUrl: 'https://[2001:DB8::9]:8443' };
  expect(names(other).listed).toEqual(
    expect.arrayContaining(['call.example.org', '203.0.113.7', '2001:db8::9']),
  );
  expect(names({ publicUrl: 'https://meet.example' }).needed).toContain('meet.example');
});

test('a host that has a domain has no other name', () => {
  const { listed } = names({ hostname: 'nas.example.org' });
  expect(listed).toContain('nas.example.org');
  expect(listed).not.toContain('nas.example.org.local');
});

test.each(["Ann's laptop", 'a_b', '-', '', 'x'.repeat(254)])(
  'the host name %j is in no certificate',
  hostname => {
    expect(names({ hostname }).listed.slice(0, 2)).toEqual(['localhost', '127.0.0.1']);
  },
);

test('a public IPv6 address, another tomorrow perhaps, is no reason for a new one', () => {
  const interfaces = machine({ lo: loopback, wlan0: ['192.168.1.5/24', '2a00:1450::5/64', 'fd00::5/64'] });
  const { needed, listed } = names({ interfaces });
  expect(listed).toContain('2a00:1450::5');
  expect(listed.filter(each => !needed.includes(each))).toEqual(['2a00:1450::5']);
  expect(names({ interfaces, announced: ['2a00:1450::5'] }).needed).not.toContain('2a00:1450::9');
});

test('a machine with very many networks has a certificate of bounded size', () => {
  const bridges = Array.from({ length: 300 }, (_, index) => [
    `br${index}`,
    [`10.0.${index % 256}.${index >> 8}/24`],
  ]);
  const { listed } = names({ interfaces: machine({ lo: loopback, ...Object.fromEntries(bridges) }) });
  expect(listed).toHaveLength(100);
  expect(listed).toContain('nas.local');
});
