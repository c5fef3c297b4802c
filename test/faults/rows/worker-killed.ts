/** A worker is gone at once. */
import type { Fault } from '../fault.ts';
import { strikeWorker } from './worker-fault.ts';

export const workerKilled: Fault = {
  name: 'worker-killed',
  fault: 'worker killed (SIGKILL, SIGABRT)',
  promise:
    'its people hear and see again within 1.5 s (median), 3 s (99th percentile), ids, chat, roles and mute states as before; other workers lose no packet; it is replaced',
  limits: { median: 1_500, p99: 3_000 },
  run: ground =>
    strikeWorker(ground, async ({ pid }) => {
      process.kill(pid, ground.random.pick(['SIGKILL', 'SIGABRT'] as const));
      return [];
    }),
};
