import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coalesce } from '../../server/lib/coalesce.ts';

const seed = 20261120;

/** A task whose runs end when the test says so. */
function controlled() {
  const runs: PromiseWithResolvers<void>[] = [];
  const call = coalesce(() => {
    const run = Promise.withResolvers<void>();
    runs.push(run);
    return run.promise;
  });
  return { call, runs };
}

const turn = () => new Promise<void>(resolve => setImmediate(resolve));

test('runs at once when nothing runs, and again for a later call', async () => {
  const { call, runs } = controlled();
  const first = call();
  expect(runs).toHaveLength(1);
  runs[0]?.resolve();
  await first;
  const second = call();
  expect(runs).toHaveLength(2);
  runs[1]?.resolve();
  await second;
});

test('calls during a run share one run, which begins when that one has ended', async () => {
  const { call, runs } = controlled();
  const first = call();
  const others = [call(), call(), call()];
  expect(runs).toHaveLength(1);
  runs[0]?.resolve();
  await first;
  await turn();
  expect(runs).toHaveLength(2);
  runs[1]?.resolve();
  await Promise.all(others);
  expect(runs).toHaveLength(2);
});

test('a run that fails rejects for those who waited for it, and the next one goes on', async () => {
  const { call, runs } = controlled();
  const first = call();
  const second = call();
  runs[0]?.reject(new Error('the first failed'));
  await expect(first).rejects.toThrow('the first failed');
  await turn();
  runs[1]?.resolve();
  await expect(second).resolves.toBeUndefined();
});

test('a call made as soon as a run has ended never runs beside the one that waits', async () => {
  const { call, runs } = controlled();
  const third = call().then(() => call());
  const second = call();
  runs[0]?.resolve();
  await turn();
  expect(runs).toHaveLength(2);
  runs[1]?.resolve();
  await Promise.all([second, third]);
  expect(runs).toHaveLength(2);
});

test('whatever the order of calls: one run at a time, and none settles for a run that began before the call', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(fc.nat(3), { minLength: 1, maxLength: 12 }),
      async (s, hops) => {
        let running = 0;
        let begun = 0;
        const task = coalesce(async () => {
          expect(++running).toBe(1);
          begun += 1;
          await s.schedule(Promise.resolve(), 'task');
          running -= 1;
        });
        const callers = hops.map(async count => {
          await s.schedule(Promise.resolve(), 'caller');
          for (let hop = 0; hop <= count; hop += 1) {
            const before = begun;
            await task();
            expect(begun).toBeGreaterThan(before);
          }
        });
        await s.waitIdle();
        await Promise.all(callers);
        expect(running).toBe(0);
      },
    ),
    { seed, numRuns: 200 },
  );
});
