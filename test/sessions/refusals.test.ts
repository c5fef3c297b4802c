/** Who is not let in is told of as a transition: with the reason that they are told, and nothing of what they showed. */
import { expect, test } from 'vitest';
import { usualEdgeLimits } from '../../server/limits.ts';
import type { Transition } from '../../server/rooms/transitions.ts';
import { AddressLimits } from '../../server/sessions/address-limits.ts';
import { accessWith } from '../auth/support/tokens.ts';
import { house, joinParams, ownTime } from './house.ts';

ownTime();

function followed(options: Parameters<typeof house>[0] = {}) {
  const told: Transition[] = [];
  const parts = house({ ...options, onTransition: transition => told.push(transition) });
  return { ...parts, refused: () => told.filter(({ type }) => type === 'joinRefused') };
}

test('a join without a token, with a wrong one, and one too many', async () => {
  const { connect, refused } = followed({
    access: await accessWith(),
  });
  const addresses = new AddressLimits({ ...usualEdgeLimits, joinBurst: 2, joinsPerSecond: 1 });
  const client = connect(addresses.enter('192.0.2.1'));
  await client.answer(client.send('join', joinParams('Eve')));
  await client.answer(client.send('join', { ...joinParams('Eve'), token: 'eyJ.wrong.token' }));
  await client.answer(client.send('join', joinParams('Eve')));
  const { room, name } = joinParams('Eve');
  expect(refused()).toEqual(
    ['token-required', 'token-invalid', 'rate-limited'].map(reason => ({
      type: 'joinRefused',
      at: expect.any(Number),
      room,
      name,
      reason,
    })),
  );
});

test('a join that the engine fails is refused as unavailable', async () => {
  const { connect, worker, refused } = followed();
  worker.refuseNext('worker.createRouter', new Error('no'));
  const client = connect();
  await client.answer(client.send('join', joinParams('Ann')));
  expect(refused()).toMatchObject([{ reason: 'unavailable' }]);
});

test('who goes away by itself is not refused', async () => {
  const { connect, worker, refused } = followed();
  worker.stop();
  const client = connect();
  client.send('join', joinParams('Ann'));
  await worker.waiting('worker.createRouter');
  client.session.onSocketClosed(1001);
  worker.continue();
  await worker.settled();
  expect(refused()).toEqual([]);
});
