import { expect, test } from 'vitest';
import { GoneError } from '../../server/lib/adopt.ts';
import { Turnstile } from '../../server/lib/turnstile.ts';

const stays = new AbortController().signal;

/** Tasks that end when the test says so, and which of them have begun. */
function tasks(turnstile: Turnstile) {
  const begun: string[] = [];
  const start = (name: string, signal = stays) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const task = () => {
      begun.push(name);
      return promise;
    };
    return { passed: turnstile.pass(task, signal), end: () => resolve(name), fail: reject };
  };
  return { begun, start };
}

test('so many run at the same time, and the others in the order in which they came', async () => {
  const turnstile = new Turnstile(2);
  const { begun, start } = tasks(turnstile);
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(name => start(name));
  await Promise.resolve();
  expect([begun, turnstile.waiting, turnstile.size]).toEqual([['a', 'b'], 2, 4]);
  b?.end();
  expect(await b?.passed).toBe('b');
  expect(begun).toEqual(['a', 'b', 'c']);
  for (const each of [a, c, d]) each?.end();
  await Promise.all([a?.passed, c?.passed, d?.passed]);
  expect([begun, turnstile.size]).toEqual([['a', 'b', 'c', 'd'], 0]);
});

test('one that fails makes way for the next', async () => {
  const { begun, start } = tasks(new Turnstile(1));
  const [first, second] = [start('first'), start('second')];
  first.fail(new Error('no'));
  await expect(first.passed).rejects.toThrow('no');
  second.end();
  expect(await second.passed).toBe('second');
  expect(begun).toEqual(['first', 'second']);
});

test('who gives up before its turn never begins, and nobody waits for it', async () => {
  const turnstile = new Turnstile(1);
  const { begun, start } = tasks(turnstile);
  const goes = new AbortController();
  const [first, second, third] = [start('first'), start('second', goes.signal), start('third')];
  goes.abort();
  await expect(second.passed).rejects.toThrow(GoneError);
  await expect(start('too late', AbortSignal.abort()).passed).rejects.toThrow(GoneError);
  expect(turnstile.waiting).toBe(1);
  for (const each of [first, third]) each.end();
  await third.passed;
  expect([begun, turnstile.size]).toEqual([['first', 'third'], 0]);
});

test('who gives up in its turn is not stopped by that', async () => {
  const turnstile = new Turnstile(1);
  const { start } = tasks(turnstile);
  const goes = new AbortController();
  const first = start('first', goes.signal);
  await Promise.resolve();
  goes.abort();
  expect(turnstile.size).toBe(1);
  first.end();
  expect(await first.passed).toBe('first');
});
