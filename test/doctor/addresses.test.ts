/** What the doctor says of addresses and TURN URLs before it asks anybody. */
import { expect, test } from 'vitest';
import { checkAnnounced } from '../../server/doctor/checks/announced.ts';
import { checkTurnUrls } from '../../server/doctor/checks/turn-urls.ts';
import { find, ipv4, ipv6, type Spoiled, troubles } from '../support/patient.ts';

const publicUrl = 'https://meet.example.org';
const secret = 'a secret of the tests, of 32 characters';
const home = { interfaces: { eth0: [ipv4('192.168.1.20')] } };
const everywhere = { host: '0.0.0.0', port: 3_000, owner: 'this' } as const;
const docker = { inContainer: true, interfaces: { eth0: [ipv4('172.17.0.2', '172.17.0.2/16')] } };

const wrongAddresses: [string, Spoiled, string, RegExp, RegExp][] = [
  [
    'an address of a container, with a public URL',
    { settings: { publicUrl }, machine: docker },
    'error',
    /172\.17\.0\.2.*container/,
    /ANNOUNCED_ADDRESS/,
  ],
  [
    'an address of a container, on a laptop',
    { machine: docker },
    'warning',
    /container/,
    /publish the media ports/,
  ],
  [
    'an announced address of a container',
    { settings: { announcedAddresses: ['172.17.0.2'] }, machine: docker },
    'error',
    /container/,
    /ANNOUNCED_ADDRESS/,
  ],
  [
    'loopback, announced by a machine with a network',
    { settings: { announcedAddresses: ['127.0.0.1'] }, machine: home, rest: { web: everywhere } },
    'error',
    /127\.0\.0\.1/,
    /ANNOUNCED_ADDRESS/,
  ],
  [
    'loopback, for people who come by a name',
    { settings: { announcedAddresses: ['127.0.0.1'], publicUrl: 'http://meet.lan' }, machine: home },
    'error',
    /to themselves/,
    /ANNOUNCED_ADDRESS/,
  ],
  [
    'a private address, for people on the Internet',
    { settings: { publicUrl, announcedAddresses: ['192.168.1.20'] }, machine: home },
    'error',
    /meet\.example\.org.*only exists in a local network/,
    /public address/,
  ],
  [
    'nothing announced behind NAT, for people on the Internet',
    { settings: { publicUrl }, machine: home },
    'error',
    /local network/,
    /ANNOUNCED_ADDRESS/,
  ],
  [
    'multicast',
    { settings: { announcedAddresses: ['224.0.0.1'] } },
    'error',
    /Nobody can send/,
    /ANNOUNCED_ADDRESS/,
  ],
  [
    'a link-local address',
    { settings: { announcedAddresses: ['fe80::1'] } },
    'error',
    /Nobody can send/,
    /ANNOUNCED_ADDRESS/,
  ],
  [
    'IPv6 on a machine without it',
    { settings: { announcedAddresses: ['198.51.100.7', '2001:db8::7'] } },
    'warning',
    /this machine has none/,
    /Take the IPv6 address out/,
  ],
  [
    'IPv6 of somebody else',
    {
      settings: { announcedAddresses: ['2001:db8::7'] },
      machine: { interfaces: { eth0: [ipv4('198.51.100.7'), ipv6('2001:db8::8')] } },
    },
    'warning',
    /not of this machine/,
    /2001:db8::8/,
  ],
  [
    'a name that nobody has',
    // Too long a label to be asked for anywhere.
    { settings: { announcedAddresses: [`${'a'.repeat(64)}.example.org`] } },
    'error',
    /cannot be looked up/,
    /A or AAAA record/,
  ],
];

test.each(wrongAddresses)('announced: %s', async (_case, spoiled, status, sentence, remedy) => {
  const found = troubles(await find(checkAnnounced, spoiled));
  const fitting = found.filter(each => sentence.test(each.sentence));
  expect(fitting).toMatchObject([{ status, remedy: expect.stringMatching(remedy) }]);
});

const rightAddresses: [string, Spoiled][] = [
  ['nothing, on a LAN', { machine: home }],
  [
    'nothing, on a public address',
    { settings: { publicUrl }, machine: { interfaces: { eth0: [ipv4('8.8.4.4')] } } },
  ],
  ['an address behind NAT', { settings: { publicUrl, announcedAddresses: ['8.8.4.4'] }, machine: home }],
  [
    'a public one beside a private one',
    { settings: { publicUrl, announcedAddresses: ['8.8.4.4', '192.168.1.20'] }, machine: home },
  ],
  [
    'loopback, where the page comes from there only',
    { settings: { announcedAddresses: ['127.0.0.1'] }, machine: home },
  ],
  [
    'loopback from a container, for people on its host',
    {
      settings: { publicUrl: 'http://localhost', announcedAddresses: ['127.0.0.1'] },
      machine: docker,
      rest: { web: everywhere },
    },
  ],
  [
    'from a container, the address of its host',
    { settings: { publicUrl, announcedAddresses: ['8.8.4.4'] }, machine: docker },
  ],
];

test.each(rightAddresses)('announced, and well: %s', async (_case, spoiled) => {
  const found = await find(checkAnnounced, spoiled);
  expect(troubles(found)).toEqual([]);
  expect(found.length).toBeGreaterThan(0);
});

const turnOf = (...urls: string[]) => ({ settings: { publicUrl, turn: { urls, secret } } });
const good = 'turns:turn.example.org:443?transport=tcp';

const wrongUrls: [string, Spoiled, RegExp, RegExp][] = [
  ['none at all', { settings: { publicUrl } }, /no TURN server/, /docker compose up/],
  ['UDP only', turnOf('turn:turn.example.org:3478'), /over TLS/, /turns:turn\.example\.org:443/],
  [
    'TLS on another port',
    turnOf('turns:turn.example.org:5349?transport=tcp'),
    /port 443/,
    /turns:turn\.example\.org:443/,
  ],
  [
    'an address in a turns: URL',
    turnOf('turns:198.51.100.7:443?transport=tcp'),
    /made for names/,
    /the name/,
  ],
  ['a host of the local network', turnOf(good, 'turn:192.168.1.5:3478'), /local network/, /public name/],
  ['DTLS', turnOf(good, 'turns:turn.example.org:443?transport=udp'), /DTLS/, /transport=tcp/],
];

test.each(wrongUrls)('TURN URLs: %s', async (_case, spoiled, sentence, remedy) => {
  const found = troubles(await find(checkTurnUrls, spoiled));
  expect(found).toMatchObject([
    { sentence: expect.stringMatching(sentence), remedy: expect.stringMatching(remedy) },
  ]);
});

test('TURN URLs of the kinds that hard networks need, and none where nobody comes from outside', async () => {
  expect(troubles(await find(checkTurnUrls, turnOf('turn:turn.example.org', good)))).toEqual([]);
  expect(troubles(await find(checkTurnUrls))).toEqual([]);
});
