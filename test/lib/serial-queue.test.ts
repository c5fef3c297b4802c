import { expect, test } from 'vitest';
import { SerialQueue } from '../../server/lib/serial-queue.ts';

function task(order: string[], name: string) {
  const end = Promise.withResolvers<void>();
  return {
    end: end.resolve,
    run: async () => {
      order.push(`${name} begins`);
      await end.promise;
      order.push(`${name} ends`);
    },
  };
}

const turn = () => new Promise<void>(resolve => setImmediate(resolve));

test('tasks run one at a time, in order; the first one at once', async () => {
  const order: string[] = [];
  const [a, b] = [task(order, 'a'), task(order, 'b')];
  const queue = new SerialQueue();
  queue.push(a.run);
  queue.push(b.run);
  expect(order).toEqual(['a begins']);
  b.end();
  await turn();
  expect(order).toEqual(['a begins']);
  a.end();
  await turn();
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

test('a queue that ran empty takes tasks again', async () => {
  const order: string[] = [];
  const queue = new SerialQueue();
  for (const name of ['a', 'b']) {
    const { run, end } = task(order, name);
    end();
    queue.push(run);
    await turn();
  }
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

test('close drops what waits, lets what runs end, and takes nothing more', async () => {
  const order: string[] = [];
  const [a, b, c] = [task(order, 'a'), task(order, 'b'), task(order, 'c')];
  const queue = new SerialQueue();
  queue.push(a.run);
  queue.push(b.run);
  queue.close();
  queue.push(c.run);
  a.end();
  await turn();
  expect(order).toEqual(['a begins', 'a ends']);
});
