/**
 * Whom the relay can be used to reach: through the shipped configuration of a real coturn nobody but the SFU, through the one for
 * general use nobody in a special range. By CreatePermission and by ChannelBind: no packet goes to any of these addresses.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { BlockList, isIPv4 } from 'node:net';
import { join } from 'node:path';
import ipaddr from 'ipaddr.js';
import { describe, expect, onTestFinished, test } from 'vitest';
import { turnCredentials } from '../../server/auth/turn.ts';
import { type Allocation, allocate } from '../../server/lib/stun/turn-client.ts';
import { type Coturn, sfuAddress, startCoturn } from '../support/coturn.ts';
import { temporaryDir } from '../support/temporary-dir.ts';

// https://www.iana.org/assignments/iana-ipv4-special-registry, and multicast
const special4 = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.31.196.0/24', '192.52.193.0/24', '192.88.99.0/24'],
  ...['192.168.0.0/16', '192.175.48.0/24', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4', '255.255.255.255/32'],
];
// https://www.iana.org/assignments/iana-ipv6-special-registry, multicast, and forms in which an IPv4 address can hide (RFC 2765, RFC 4291)
const special6 = [
  ...['::/128', '::1/128', '::/96', '::ffff:0:0/96', '::ffff:0:0:0/96', '64:ff9b::/96', '64:ff9b:1::/48'],
  ...['100::/64', '100:0:0:1::/64', '2001::/23', '2001::/32', '2001:1::1/128', '2001:1::2/128'],
  ...['2001:2::/48', '2001:3::/32', '2001:4:112::/48', '2001:10::/28', '2001:20::/28', '2001:30::/28'],
  ...['2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20', '5f00::/16', 'fc00::/7'],
  ...['fe80::/10', 'fec0::/10', 'ff00::/8'],
];
/** `::ffff:0:0/96`: IPv4 in another spelling, to be refused where that IPv4 address is. */
const mapped = (addresses: string[]) => addresses.filter(isIPv4).map(address => `::ffff:${address}`);
const hidden = [
  ...['::ffff:127.0.0.1', '::ffff:10.0.0.1', '::ffff:169.254.169.254', '::127.0.0.1', '::ffff:0:127.0.0.1'],
  ...[
    '64:ff9b::127.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::169.254.169.254',
    '2002:7f00:1::',
    '2002:a00:1::1',
  ],
];
const ordinary = [
  '1.1.1.1',
  '9.255.255.255',
  '11.0.0.0',
  '172.32.0.1',
  '193.0.0.1',
  '2400::1',
  '2a00:1450::1',
];

/** The first and the last address of a range, and one in between. */
function addressesOf(range: string): string[] {
  const [address = '', bits] = range.split('/');
  const family = isIPv4(address) ? ipaddr.IPv4 : ipaddr.IPv6;
  const first = family.networkAddressFromCIDR(range).toByteArray();
  const last = family.broadcastAddressFromCIDR(range).toByteArray();
  const between = first.map((byte, index) => (index < Number(bits) / 8 ? byte : (last[index] ?? 0) & 0x5a));
  return [first, between, last].map(bytes => ipaddr.fromByteArray([...bytes]).toString());
}

// Of both families, and on every machine; nothing is sent.
const relays = { TURN_RELAY_ADDRESS: '127.0.0.1,::1' };

async function coturnWith(settings: Record<string, string>): Promise<Coturn> {
  const coturn = await startCoturn({ ...relays, ...settings });
  onTestFinished(async () => expect(await coturn.stop()).toBe(0));
  return coturn;
}

/** Relays of both families. */
async function bothFamilies(coturn: Coturn): Promise<Record<4 | 6, Allocation>> {
  const one = async (relayFamily: 4 | 6) => {
    const credentials = turnCredentials(coturn.secret, 'tester', Math.floor(Date.now() / 1_000) + 600);
    const allocation = await allocate({ url: coturn.url('udp'), ...credentials, relayFamily });
    onTestFinished(() => allocation.close());
    return allocation;
  };
  return { 4: await one(4), 6: await one(6) };
}

/** Code of the refusal; undefined: it is allowed. */
async function codeOf(attempt: Promise<void>): Promise<number | undefined> {
  return attempt.then(
    () => undefined,
    (error: { code?: number }) => error.code ?? -1,
  );
}

/** Those that are refused by neither way, or by something else than a rule. */
async function notForbidden(relay: Record<4 | 6, Allocation>, addresses: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const address of addresses) {
    const allocation = relay[isIPv4(address) ? 4 : 6];
    const codes = [
      await codeOf(allocation.permit(address)),
      await codeOf(allocation.bindChannel({ address, port: 80 })),
    ];
    if (codes.some(code => code !== 403)) found.push(`${address} ${codes.join(' ')}`);
  }
  return found;
}

describe('the shipped configuration', () => {
  test('lets the SFU be reached, and no address of a special range', async () => {
    const relay = await bothFamilies(await coturnWith({}));
    await relay[4].permit(sfuAddress());
    await relay[4].bindChannel({ address: sfuAddress(), port: 40_000 });
    const own = (address: string) => address === sfuAddress();
    const special = [...special4, ...special6].flatMap(addressesOf).filter(address => !own(address));
    expect(await notForbidden(relay, special)).toEqual([]);
  });

  test('is not deceived by an IPv4 address in the form of another family, nor lets anybody else be reached', async () => {
    const relay = await bothFamilies(await coturnWith({}));
    expect(
      await notForbidden(relay, [...hidden, ...ordinary, ...mapped(ordinary), `::ffff:${sfuAddress()}`]),
    ).toEqual([]);
    // And not in an allocation of the other family either: address family mismatch.
    expect(await codeOf(relay[4].permit('::ffff:127.0.0.1'))).toBe(443);
    expect(await codeOf(relay[6].permit('127.0.0.1'))).toBe(443);
  });
});

describe('denied-ranges.conf, for general use,', () => {
  const file = (name: string) => readFile(new URL(`../../coturn/${name}`, import.meta.url), 'utf8');

  async function generalConfiguration(): Promise<string> {
    const shipped = await file('turnserver.conf');
    const path = join(await temporaryDir(), 'turnserver.conf');
    await writeFile(
      path,
      shipped.replaceAll(/^denied-peer-ip=.*$/gm, '') + (await file('denied-ranges.conf')),
    );
    return path;
  }

  test('has every special range, and nothing else', async () => {
    // A list of their own, because to Node a range of IPv4-mapped addresses is one of IPv4 addresses.
    const denied = { ipv4: new BlockList(), ipv6: new BlockList() };
    const familyOf = (address: string) => (isIPv4(address) ? 'ipv4' : 'ipv6');
    const listed = [...(await file('denied-ranges.conf')).matchAll(/^denied-peer-ip=([^-\s]+)-([^-\s]+)$/gm)];
    for (const [, first = '', last = ''] of listed)
      denied[familyOf(first)].addRange(first, last, familyOf(first));
    const isDenied = (address: string) => denied[familyOf(address)].check(address, familyOf(address));
    const missing = [...special4, ...special6].flatMap(addressesOf).filter(address => !isDenied(address));
    expect([...new Set(missing)]).toEqual(['::']); // coturn itself refuses it, see the file
    expect(ordinary.filter(isDenied)).toEqual([]);
  });

  test('keeps them from being reached, and lets others be', async () => {
    const relay = await bothFamilies(await coturnWith({ TURN_CONFIG: await generalConfiguration() }));
    const own = (address: string) => address === sfuAddress();
    const special = [...special4, ...special6].flatMap(addressesOf).filter(address => !own(address));
    expect(await notForbidden(relay, [...special, ...mapped(special), ...hidden])).toEqual([]);
    const refused = await Promise.all(
      ordinary.map(address => codeOf(relay[isIPv4(address) ? 4 : 6].permit(address))),
    );
    expect(refused).toEqual(ordinary.map(() => undefined));
  });
});
