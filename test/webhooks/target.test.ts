/** Where webhooks may not go: private addresses, however they are written and whatever name leads to them. */
import type { LookupAddress } from 'node:dns';
import http from 'node:http';
import type { LookupFunction } from 'node:net';
import { expect, test } from 'vitest';
import { Endpoint } from '../../server/webhooks/endpoint.ts';
import { parseTarget, publicLookup } from '../../server/webhooks/target.ts';
import { startReceiver } from './receiver.ts';

test.each([
  'http://127.0.0.1/',
  'http://127.1/',
  'http://2130706433/',
  'http://0x7f000001/',
  'http://0177.0.0.1/',
  'http://0.0.0.0/',
  'http://10.1.2.3/',
  'http://172.31.255.255/',
  'http://192.168.0.1:8080/',
  'http://169.254.169.254/latest/meta-data',
  'http://100.64.0.1/',
  'http://198.18.0.1/',
  'http://224.0.0.1/',
  'http://255.255.255.255/',
  'http://[::1]/',
  'http://[::]/',
  'http://[fe80::1]/',
  'http://[fd00::1]/',
  'http://[ff02::1]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[::7f00:1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[2001:db8::1]/',
])('%s is refused, unless allowed', url => {
  expect(() => parseTarget(url, false)).toThrow('must not be an address of a private network');
  expect(parseTarget(url, true)).toBeInstanceOf(URL);
});

test.each([
  ['nonsense', 'must be a URL'],
  ['ftp://example.org/', 'must be an http or https URL'],
  ['file:///etc/passwd', 'must be an http or https URL'],
  ['https://ann:hunter2@example.org/', 'must not hold a user name or password'],
])('%s is no target at all', (url, message) => {
  expect(() => parseTarget(url, true)).toThrow(message);
});

test.each(['https://example.org/hooks', 'http://1.1.1.1/', 'http://[2606:4700::1111]/'])('%s is one', url => {
  expect(parseTarget(url, false).href).toBe(url);
});

/** As if every name had these addresses. */
function names(...addresses: string[]): LookupFunction {
  const found = addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 }));
  return (_name, _options, callback) => callback(null, found);
}

function lookUp(lookup: LookupFunction, all: boolean): Promise<string | LookupAddress[]> {
  return new Promise((resolve, reject) => {
    publicLookup(lookup)('example.org', { all }, (error, found) => (error ? reject(error) : resolve(found)));
  });
}

test('of the addresses of a name only the public ones are found', async () => {
  const lookup = names('10.0.0.1', '2606:4700::1111', '::ffff:127.0.0.1', '1.1.1.1');
  expect(await lookUp(lookup, true)).toEqual([
    { address: '2606:4700::1111', family: 6 },
    { address: '1.1.1.1', family: 4 },
  ]);
  expect(await lookUp(lookup, false)).toBe('2606:4700::1111');
  await expect(lookUp(names('127.0.0.1', 'fd00::1'), true)).rejects.toThrow('no public address');
  await expect(lookUp(names(), true)).rejects.toThrow('no public address');
});

const usual = { timeout: 5_000, atOnce: 2 };

test('a name that turns out to be private is not connected to, and a redirect does not help', async () => {
  await using receiver = await startReceiver();
  const url = `http://hooks.example.org:${receiver.port}/`;
  const endpoint = new Endpoint({ ...usual, url, allowPrivate: false, lookup: names('127.0.0.1') });
  await expect(endpoint.post({}, 'x')).rejects.toThrow('the name has no public address');
  endpoint.close();
  expect(receiver.received).toEqual([]);

  const allowed = new Endpoint({ ...usual, url, allowPrivate: true, lookup: names('127.0.0.1') });
  await allowed.post({}, 'x');
  receiver.answer = response => response.writeHead(307, { location: '/elsewhere' }).end();
  await expect(allowed.post({}, 'x')).rejects.toThrow('answered with status 307');
  allowed.close();
  expect(receiver.received.map(({ path }) => path)).toEqual(['/', '/']);
});

test('it is checked again for each new connection: a name that changes its mind gains nothing', async () => {
  await using receiver = await startReceiver();
  const answers = [names('1.1.1.1'), names('127.0.0.1')];
  const seen: string[][] = [];
  const lookup: LookupFunction = (name, options, callback) => {
    const answer = answers.shift() ?? names('127.0.0.1');
    answer(name, options, (error, found) => {
      seen.push(Array.isArray(found) ? found.map(({ address }) => address) : []);
      callback(error, found);
    });
  };
  expect(await lookUp(lookup, true)).toEqual([{ address: '1.1.1.1', family: 4 }]);
  const url = `http://hooks.example.org:${receiver.port}/`;
  const endpoint = new Endpoint({ ...usual, url, allowPrivate: false, lookup });
  await expect(endpoint.post({}, 'x')).rejects.toThrow('the name has no public address');
  await expect(endpoint.post({}, 'x')).rejects.toThrow('the name has no public address');
  endpoint.close();
  expect(seen).toEqual([['1.1.1.1'], ['127.0.0.1'], ['127.0.0.1']]);
  expect(receiver.received).toEqual([]);
});

test('a connection that was closed in the meantime is made anew, once', async () => {
  await using receiver = await startReceiver();
  const endpoint = new Endpoint({ ...usual, url: receiver.url, allowPrivate: true });
  await endpoint.post({}, 'one');
  // Closed when the second request is there, as if it had been idle for too long.
  receiver.answer = (response, { body }) => {
    if (body === 'two' && receiver.received.length === 2) response.socket?.destroy();
    else response.end();
  };
  await endpoint.post({}, 'two');
  expect(receiver.received.map(({ body }) => body)).toEqual(['one', 'two', 'two']);
  receiver.answer = response => response.socket?.destroy();
  await expect(endpoint.post({}, 'three')).rejects.toThrow('could not be reached: ECONNRESET');
  endpoint.close();
  expect(http.globalAgent.sockets).toEqual({});
});
