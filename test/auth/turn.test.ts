import { createHmac } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { Turn, turnCredentials } from '../../server/auth/turn.ts';

const options = {
  urls: ['turn:turn.test:3478', 'turns:turn.test:443?transport=tcp'],
  secret: 'north',
  seconds: 3_600,
};

test('credentials are those that coturn computes from the secret', () => {
  // printf '1433895918:ninefingers' | openssl dgst -sha1 -hmac north -binary | base64
  expect(turnCredentials('north', 'ninefingers', 1_433_895_918)).toEqual({
    username: '1433895918:ninefingers',
    credential: 'jy8hTxmOO7UtEKXqSkSlvakPVYA=',
  });
});

test('whoever is given them has all URLs and a name of their own until then', () => {
  vi.setSystemTime(1_000_999);
  const { iceServers, expires } = new Turn(options).issue('peer-1');
  expect(expires).toBe(4_600_000);
  const username = '4600:peer-1';
  const credential = createHmac('sha1', 'north').update(username).digest('base64');
  expect(iceServers).toEqual([{ urls: options.urls, username, credential }]);
  vi.useRealTimers();
});

test('a shorter time can be asked for, and no longer one', () => {
  vi.setSystemTime(0);
  const turn = new Turn(options);
  expect(turn.issue('probe', 300).expires).toBe(300_000);
  expect(turn.issue('probe', 7_200).expires).toBe(3_600_000);
  vi.useRealTimers();
});

test('where there is no TURN server there is nothing to give', () => {
  const turn = new Turn(undefined);
  expect(turn.seconds).toBeUndefined();
  expect(turn.issue('peer-1').iceServers).toEqual([]);
});
