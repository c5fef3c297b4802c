/**
 * What is going on when a fault strikes: nothing, or something that somebody has just begun and that must still come to its end.
 */
import type { Actor, Way } from './actor.ts';
import type { Ground } from './ground.ts';
import { pass } from './pause.ts';

const kinds = ['quiet', 'joining', 'publishing', 'sharing'] as const;

export interface Moment {
  readonly kind: (typeof kinds)[number];
  /** Who is in the room once it is over. */
  readonly actors: readonly Actor[];
  /** Resolves when what was begun is done, and with the sentences of what failed. */
  over(): Promise<string[]>;
}

/** Begins something, and resolves at a random moment in the middle of it. */
export async function randomMoment(ground: Ground, way: Way, [ann, ben]: [Actor, Actor]): Promise<Moment> {
  const { random } = ground;
  const kind = random.pick(kinds);
  const cy =
    kind === 'joining' ? await ground.actor(way, 'Cy', { camera: true, microphone: 'on' }) : undefined;
  const begin = {
    quiet: async () => {},
    joining: async () => cy?.join(),
    publishing: async () => {
      await ben.set('camera', false);
      await ben.set('camera', true);
    },
    sharing: () => ann.set('screen', true),
  };
  const begun = begin[kind]().then(
    () => [],
    error => [`${kind} failed: ${error}`],
  );
  await pass(random.integer(0, 900));
  return { kind, actors: cy ? [ann, ben, cy] : [ann, ben], over: () => begun };
}
