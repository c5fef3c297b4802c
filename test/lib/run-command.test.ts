import { expect, test } from 'vitest';
import { runCommand } from '../../server/lib/run-command.ts';
import { isAlive } from '../support/is-alive.ts';

const signal = new AbortController().signal;

test('an exit code is a result, with the last lines of both outputs', async () => {
  const end = await runCommand(['sh', '-c', 'seq 1 60; echo bad >&2; exit 3'], { signal });
  expect(end.code).toBe(3);
  expect(end.lastLines).toHaveLength(25);
  expect(end.lastLines).toContain('bad');
});

test('a program that is not there rejects', async () => {
  await expect(runCommand(['/no/such/program'], { signal })).rejects.toThrow('ENOENT');
});

test('an abort ends the program and what it has started, and rejects with the reason', async () => {
  const controller = new AbortController();
  const started = Promise.withResolvers<string>();
  const running = runCommand(['sh', '-c', 'sleep 600 & echo $!; wait'], {
    signal: controller.signal,
    onLine: started.resolve,
  });
  const grandchild = await started.promise;
  controller.abort(new Error('interrupted by SIGINT'));
  await expect(running).rejects.toThrow('interrupted by SIGINT');
  await expect.poll(() => isAlive(Number(grandchild))).toBe(false);
});
