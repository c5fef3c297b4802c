/** The socket between one browser and the server breaks, or the network with it; media have a way of their own and take no notice. */
import { TcpRelay } from '../../e2e/support/tcp-relay.ts';
import type { Fault, Sample } from '../fault.ts';
import type { Actor } from '../ground/actor.ts';
import { callOfTwo, longestStop, markAll, settle } from '../ground/call.ts';
import type { Ground } from '../ground/ground.ts';
import { changedDevices, remember } from '../ground/keeps.ts';
import { pass } from '../ground/pause.ts';

const said = ['one', 'two', 'three'];
/** Milliseconds: a picture of the fake camera that is this late is late by itself. */
const untouched = 800;

export const socketDrop: Fault = {
  name: 'socket-drop',
  fault: 'socket dropped, server fine',
  promise:
    'no packet lost; back within 1 s of the network; what was missed arrives in order; nobody else notices',
  limits: { median: 1_000, p99: 1_000 },
  run,
};

async function run(ground: Ground): Promise<Sample> {
  const server = await ground.server({ WORKERS: '1' });
  const relay = await TcpRelay.to(server.url);
  ground.atEnd(() => relay.close());
  const direct = { url: server.url, room: 'socket' };
  const [ann, ben] = await callOfTwo(ground, direct, { ...direct, url: relay.url });
  const before = await remember([ann, ben]);
  const packets = await Promise.all([ann, ben].map(actor => actor.ask('packets')));
  const toldBefore = (await ann.ask('told')).length;
  await markAll([ann, ben]);
  const away = ground.random.chance(0.5) ? ground.random.integer(300, 4_000) : 0;
  await pass(ground.random.integer(0, 1_000));
  const returned = await breakAndMend(relay, away, { ann, ben });
  await ben.page.waitForFunction(() => actor.connection() === 'connected', null, { polling: 20 });
  const ms = (await connectedAt(ben)) - returned;
  await settle([ann, ben]);
  const stop = await longestStop([ann, ben]);
  return {
    ms: Math.max(0, ms),
    how: `away for ${away} ms`,
    broken: [
      ...(await lostSince([ann, ben], packets)),
      ...(stop > untouched ? [`media stood still for ${Math.round(stop)} ms`] : []),
      ...(await noticed(ann, toldBefore)),
      ...(await missedBy(ben)),
      ...(await changedDevices(before)),
    ],
  };
}

/** A mere reset, or a network that is away for some seconds. Returns when the way was there again, Date.now(). */
async function breakAndMend(relay: TcpRelay, away: number, { ann, ben }: { ann: Actor; ben: Actor }) {
  if (away > 0) await ben.page.context().setOffline(true);
  relay.cut();
  for (const text of said) await ann.say(text);
  await ben.page.waitForFunction(() => actor.told().some(({ detail }) => detail === 'reconnecting'));
  await pass(away);
  const returned = Date.now();
  relay.restore();
  if (away > 0) await ben.page.context().setOffline(false); // the browser tells the page
  return returned;
}

async function connectedAt(ben: Actor): Promise<number> {
  const told = await ben.ask('told');
  return told.findLast(({ type, detail }) => type === 'connection' && detail === 'connected')?.at ?? Infinity;
}

async function lostSince(actors: readonly Actor[], before: { lost: number; received: number }[]) {
  const after = await Promise.all(actors.map(actor => actor.ask('packets')));
  return actors.flatMap(({ name }, index) => {
    const lost = (after[index]?.lost ?? 0) - (before[index]?.lost ?? 0);
    const received = (after[index]?.received ?? 0) - (before[index]?.received ?? 0);
    if (received <= 0) return [`${name} received no packet`];
    return lost > 0 ? [`${name} lost ${lost} of ${received} packets`] : [];
  });
}

/** Whatever the other one was told but what she said herself. */
async function noticed(ann: Actor, from: number): Promise<string[]> {
  const told = (await ann.ask('told')).slice(from);
  return told
    .filter(({ type, detail }) => type !== 'event' || !isSaid(detail))
    .map(({ type, detail }) => `Ann was told ${type} ${JSON.stringify(detail)}`);
}

async function missedBy(ben: Actor): Promise<string[]> {
  const texts = (await ben.ask('told')).flatMap(({ type, detail }) =>
    type === 'event' && isSaid(detail) ? [detail.text] : [],
  );
  return texts.join() === said.join() ? [] : [`Ben read ${texts.join(', ')}`];
}

function isSaid(detail: unknown): detail is { text: string } {
  return typeof detail === 'object' && detail !== null && 'text' in detail;
}
