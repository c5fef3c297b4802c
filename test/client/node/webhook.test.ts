/** What is taken for a webhook of the server, signed by an implementation that is not ours, and what is not. */
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { type SignedWebhook, verifyWebhook } from '../../../client/node/index.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const entry = {
  id: 'one.1',
  roomId: 'one',
  room: 'Grüße, 世界',
  seq: 1,
  at: 1_001,
  type: 'roomClosed',
  reason: 'empty',
};
const body = JSON.stringify(entry);

function signed({ id = 'one.1', age = 0, text = body, by = new Webhook(secret) } = {}) {
  const time = new Date(Date.now() - age * 1000);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(time.getTime() / 1000)),
    'webhook-signature': by.sign(id, time, text),
  };
}

const usual: SignedWebhook = { secret, headers: signed(), body };

test('headers of Node or fetch, the body as text or bytes', async () => {
  expect(await verifyWebhook(usual)).toEqual(entry);
  expect(await verifyWebhook({ ...usual, body: Buffer.from(body) })).toEqual(entry);
  expect(await verifyWebhook({ ...usual, headers: new Headers(signed()) })).toEqual(entry);
});

test('a secret that is any text', async () => {
  const raw = 'a secret that is long enough: 32';
  const headers = signed({ by: new Webhook(raw, { format: 'raw' }) });
  expect(await verifyWebhook({ secret: raw, headers, body })).toEqual(entry);
});

test('one of several signatures will do, and those of other versions do not', async () => {
  const { 'webhook-signature': right = '' } = signed();
  const wrong = `v1,${'A'.repeat(43)}=`;
  const headers = (...signatures: string[]) => ({ ...signed(), 'webhook-signature': signatures.join(' ') });
  expect(await verifyWebhook({ ...usual, headers: headers(wrong, 'v1a,x', right) })).toEqual(entry);
  const refused = { reason: 'wrong-signature' };
  await expect(verifyWebhook({ ...usual, headers: headers(wrong) })).rejects.toMatchObject(refused);
  await expect(
    verifyWebhook({ ...usual, headers: headers(right.replace('v1', 'v2')) }),
  ).rejects.toMatchObject(refused);
  await expect(verifyWebhook({ ...usual, headers: headers('v1,', 'v1,*', 'v1') })).rejects.toMatchObject(
    refused,
  );
});

test('as old as the tolerance, and no older, nor from the future', async () => {
  expect(await verifyWebhook({ ...usual, headers: signed({ age: 290 }) })).toEqual(entry);
  for (const age of [302, -302])
    await expect(verifyWebhook({ ...usual, headers: signed({ age }) })).rejects.toMatchObject({
      reason: 'wrong-time',
    });
  expect(await verifyWebhook({ ...usual, headers: signed({ age: 302 }), tolerance: 400 })).toEqual(entry);
});

const { 'webhook-id': _, ...withoutId } = signed();

test.each<[string, Partial<SignedWebhook>, string]>([
  ['another body', { body: `${body} ` }, 'wrong-signature'],
  ['another secret', { secret: 'whsec_AAAA' }, 'wrong-signature'],
  ['another id', { headers: { ...signed(), 'webhook-id': 'one.2' } }, 'wrong-signature'],
  [
    'another time',
    { headers: { ...signed(), 'webhook-timestamp': `${Math.floor(Date.now() / 1000) + 9}` } },
    'wrong-signature',
  ],
  ['a time that is none', { headers: { ...signed(), 'webhook-timestamp': 'NaN' } }, 'wrong-time'],
  ['no id', { headers: withoutId }, 'no-signature'],
  ['no header at all', { headers: {} }, 'no-signature'],
  ['a header twice', { headers: { ...signed(), 'webhook-id': ['one.1', 'one.1'] } }, 'no-signature'],
  ['no JSON', { headers: signed({ text: '{' }), body: '{' }, 'malformed'],
  ['no entry', { headers: signed({ text: 'null' }), body: 'null' }, 'malformed'],
  ['the entry of another id', { headers: signed({ id: 'one.2' }) }, 'malformed'],
])('%s is refused', async (_what, change, reason) => {
  await expect(verifyWebhook({ ...usual, ...change })).rejects.toMatchObject({
    name: 'WebhookError',
    reason,
  });
});
