import { expect, test } from 'vitest';
import { urlsOf } from '../server/urls.ts';
import { laptop, loopback, machine } from './support/machine.ts';

const plain = { kind: 'off' } as const;
const secure = { kind: 'self-signed' } as const;

test('one address is the one to open', () => {
  expect(urlsOf({ host: '127.0.0.1', port: 3000, tls: plain }, laptop)).toEqual({
    here: 'http://127.0.0.1:3000',
    elsewhere: [],
  });
  expect(urlsOf({ host: '2001:db8::5', port: 443, tls: secure }, laptop).here).toBe(
    'https://[2001:db8::5]:443',
  );
});

test('on all addresses it is localhost here, and from elsewhere whatever the machine has', () => {
  expect(urlsOf({ host: '0.0.0.0', port: 3000, tls: secure }, laptop)).toEqual({
    here: 'https://localhost:3000',
    elsewhere: ['https://192.168.1.5:3000', 'https://172.17.0.1:3000'],
  });
  expect(urlsOf({ host: '::', port: 3000, tls: secure }, laptop).elsewhere).toContain(
    'https://[2001:db8::5]:3000',
  );
});

test('a machine without a network is reached from nowhere', () => {
  expect(urlsOf({ host: '0.0.0.0', port: 3000, tls: secure }, machine({ lo: loopback })).elsewhere).toEqual(
    [],
  );
});
