import type { IceCandidate } from 'mediasoup/types';
import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { TransportInfo } from '#protocol/rtp.ts';
import { type Offer, offeredCandidates } from '../../server/media/offered-candidates.ts';
import { laptop, loopback, machine } from '../support/machine.ts';

/** As the engine has them when it has bound these. */
function engine(...addresses: string[]): IceCandidate[] {
  return (['udp', 'tcp'] as const).flatMap(protocol =>
    addresses.map(ip => ({
      foundation: `${protocol}candidate`,
      priority: 1,
      ip,
      address: ip,
      protocol,
      port: protocol === 'udp' ? 40_000 : 40_001,
      type: 'host' as const,
      ...(protocol === 'tcp' && { tcpType: 'passive' as const }),
    })),
  );
}

const offer = (bound: IceCandidate[], other: Partial<Offer> = {}) =>
  offeredCandidates(bound, { announced: [], announceInternal: false, interfaces: laptop, ...other });

/** The addresses in order; by TCP they must be the same as by UDP. */
function addresses(bound: IceCandidate[], other: Partial<Offer> = {}): string[] {
  const [udp = [], tcp] = (['udp', 'tcp'] as const).map(each =>
    offer(bound, other)
      .filter(({ protocol }) => protocol === each)
      .map(({ address }) => address),
  );
  expect(tcp).toEqual(udp);
  return udp;
}

test('without announced addresses the bound ones are offered, IPv6 and IPv4 in turn', () => {
  expect(addresses(engine('192.168.1.5', '172.17.0.1', '2001:db8::5'))).toEqual([
    '2001:db8::5',
    '192.168.1.5',
    '172.17.0.1',
  ]);
});

test('every announced address is offered on the port of the protocol, and none that is bound', () => {
  const announced = ['203.0.113.7', '203.0.113.8', '2001:db8::7'];
  expect(addresses(engine('0.0.0.0', '::'), { announced })).toEqual([
    '2001:db8::7',
    '203.0.113.7',
    '203.0.113.8',
  ]);
  for (const { protocol, port } of offer(engine('0.0.0.0'), { announced })) {
    expect(port).toBe(protocol === 'udp' ? 40_000 : 40_001);
  }
});

test('internal ones are offered behind them, each address once', () => {
  const announced = ['203.0.113.7', '172.17.0.1'];
  expect(addresses(engine('0.0.0.0'), { announced, announceInternal: true })).toEqual([
    '203.0.113.7',
    '172.17.0.1',
    '192.168.1.5',
  ]);
  expect(addresses(engine('10.0.0.2'), { announced, announceInternal: true })).toEqual([
    ...announced,
    '10.0.0.2',
  ]);
});

test('an address that the machine no longer has is not offered, unless there is no other', () => {
  const elsewhere = machine({ lo: loopback, wlan0: ['10.9.8.7/24', '2001:db8::5/64'] });
  expect(addresses(engine('192.168.1.5', '2001:db8::5'), { interfaces: elsewhere })).toEqual(['2001:db8::5']);
  expect(addresses(engine('192.168.1.5'), { interfaces: elsewhere })).toEqual(['192.168.1.5']);
  expect(addresses(engine('127.0.0.1'))).toEqual(['127.0.0.1']);
  expect(addresses(engine('0.0.0.0', '::'), { interfaces: elsewhere })).toEqual(['2001:db8::5', '10.9.8.7']);
});

test('a worker without TCP offers none', () => {
  const udpOnly = engine('0.0.0.0').filter(({ protocol }) => protocol === 'udp');
  expect(offer(udpOnly, { announced: ['203.0.113.7'] }).map(({ protocol }) => protocol)).toEqual(['udp']);
});

test('priorities fall strictly, every UDP one above every TCP one, within 32 bits', () => {
  const many = Array.from({ length: 40 }, (_, index) => `203.0.113.${index + 1}`);
  const candidates = offer(engine('0.0.0.0', '::'), { announced: [...many, '2001:db8::7'] });
  const priorities = candidates.map(({ priority }) => priority);
  expect(priorities).toEqual([...new Set(priorities)].sort((a, b) => b - a));
  expect(candidates.map(({ protocol }) => protocol)).toEqual([
    ...Array(41).fill('udp'),
    ...Array(41).fill('tcp'),
  ]);
  // RFC 8445, section 5.1.2.1, and RFC 6544, section 4.2
  expect(priorities[0]).toBe(126 * 2 ** 24 + 65_535 * 2 ** 8 + 255);
  expect(priorities[41]).toBe(90 * 2 ** 24 + (4 * 2 ** 13 + 8_191) * 2 ** 8 + 255);
});

test('the foundation is that of address and protocol, in every transport', () => {
  const announced = ['203.0.113.7', '2001:db8::7'];
  const candidates = offer(engine('0.0.0.0', '::'), { announced });
  expect(new Set(candidates.map(({ foundation }) => foundation)).size).toBe(4);
  const [alone] = offer(engine('0.0.0.0'), { announced: ['203.0.113.7'] });
  const same = candidates.find(({ address, protocol }) => address === '203.0.113.7' && protocol === 'udp');
  expect(alone?.foundation).toBe(same?.foundation);
});

test('what is offered is what the protocol says, and its foundation what RFC 8839 takes', () => {
  const schema = Compile(TransportInfo.properties.iceCandidates.items);
  for (const candidate of offer(engine('192.168.1.5'), { announced: ['203.0.113.7', '2001:db8::7'] })) {
    expect([...schema.Errors(candidate)]).toEqual([]);
    expect(candidate.foundation).toMatch(/^[A-Za-z0-9+/]{1,32}$/);
    expect(candidate.ip).toBe(candidate.address);
    expect(candidate.tcpType).toBe(candidate.protocol === 'tcp' ? 'passive' : undefined);
  }
});
