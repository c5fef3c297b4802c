/** Somebody is gone without a word: no FIN, no goodbye; the system still answers for the socket. */
import { poll } from '../../support/poll.ts';
import type { Fault, Sample } from '../fault.ts';
import { settle } from '../ground/call.ts';
import type { Ground } from '../ground/ground.ts';
import { pass } from '../ground/pause.ts';
import { Laptop } from '../ground/process-tree.ts';

export const halfDead: Fault = {
  name: 'half-dead',
  fault: 'half-dead peer (no FIN)',
  promise: 'gone within 20 s, and with it all that it sent',
  limits: { worst: 20_000 },
  missing: () => (process.platform === 'linux' ? undefined : 'needs Linux'),
  run,
};

async function run(ground: Ground): Promise<Sample> {
  const server = await ground.server({ WORKERS: '1' });
  const way = { url: server.url, room: 'half-dead' };
  const laptop = await Laptop.open(ground);
  const ann = await ground.actor(way, 'Ann', { camera: true, microphone: 'on' });
  const ben = await ground.actor(way, 'Ben', { camera: true, microphone: 'on' }, laptop.browser);
  for (const actor of [ann, ben]) await actor.join();
  await settle([ann, ben]);
  await pass(ground.random.integer(0, 5_000));
  const goneAt = Date.now();
  laptop.fallAsleep();
  try {
    const left = await poll('Ben is gone', async () => {
      const told = await ann.ask('told');
      return told.find(({ type, detail }) => type === 'event' && isLeft(detail));
    });
    await settle([ann]); // alone, and nothing is left that should move
    return { ms: left.at - goneAt, broken: [] };
  } finally {
    laptop.wakeUp(); // or it could not be closed
  }
}

function isLeft(detail: unknown): boolean {
  return typeof detail === 'object' && detail !== null && 'type' in detail && detail.type === 'peerLeft';
}
