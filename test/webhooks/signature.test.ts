/** Signatures, held to an implementation that is not ours. */
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { sign } from '../../server/webhooks/signature.ts';

const body = '{"text":"Grüße, 世界"}';
const now = Math.floor(Date.now() / 1000);

const signed = (secret: string) => ({
  'webhook-id': 'one.1',
  'webhook-timestamp': String(now),
  'webhook-signature': sign(secret, 'one.1', now, body),
});

test('a secret in base64, marked as such', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  expect(new Webhook(secret).verify(body, signed(secret))).toEqual(JSON.parse(body));
  expect(() => new Webhook(secret).verify(`${body} `, signed(secret))).toThrow('No matching signature');
});

test('any other secret as it is written', () => {
  const secret = 'a secret that is long enough: 32';
  expect(new Webhook(secret, { format: 'raw' }).verify(body, signed(secret))).toEqual(JSON.parse(body));
});

// The example of the specification's reference implementations.
test('the known answer', () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  expect(sign(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330, '{"test": 2432232314}')).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  );
});
