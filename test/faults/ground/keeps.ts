/**
 * What was before a fault and must be the same after it. The muted stay muted through every row.
 */
import type { Actor } from './actor.ts';

export interface Before {
  readonly devices: Map<Actor, string>;
  readonly standing: Map<Actor, string>;
}

export async function remember(actors: readonly Actor[]): Promise<Before> {
  return {
    devices: await askAll(actors, devicesOf),
    standing: await askAll(actors, actor => actor.ask('standing')),
  };
}

/** Mute states and devices of everybody, as they see them and as the room does. */
export async function changedDevices(before: Before): Promise<string[]> {
  return changes(before.devices, await askAll([...before.devices.keys()], devicesOf), 'devices');
}

/** People, ids, roles, mute states, hands and chat. Only where nobody came or went and nothing was said meanwhile. */
export async function changedStanding(before: Before): Promise<string[]> {
  const now = await askAll([...before.standing.keys()], actor => actor.ask('standing'));
  return changes(before.standing, now, 'the room');
}

const devicesOf = async (actor: Actor) => JSON.stringify(await actor.ask('devices'));

async function askAll(actors: readonly Actor[], ask: (actor: Actor) => Promise<string>) {
  return new Map(await Promise.all(actors.map(async actor => [actor, await ask(actor)] as const)));
}

function changes(before: Map<Actor, string>, now: Map<Actor, string>, what: string): string[] {
  return [...before]
    .filter(([actor, text]) => now.get(actor) !== text)
    .map(([actor, text]) => `${what} of ${actor.name}: ${text} became ${now.get(actor)}`);
}
