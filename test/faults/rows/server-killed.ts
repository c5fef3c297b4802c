/** The server's process is gone at once, with all that it knew, and another one starts where it was. */
import type { Fault, Sample } from '../fault.ts';
import { callOfTwo, lastMoved, markAll, settle } from '../ground/call.ts';
import type { Ground } from '../ground/ground.ts';
import { changedDevices, remember } from '../ground/keeps.ts';
import { randomMoment } from '../ground/moments.ts';
import { pass } from '../ground/pause.ts';
import { restarted, sameAddress } from '../ground/same-address.ts';

export const serverKilled: Fault = {
  name: 'server-killed',
  fault: 'server killed (SIGKILL) and restarted',
  promise:
    'no process or port left behind; everybody back by themselves within 5 s of its return, same room, name, devices and mute states',
  limits: { median: 5_000, p99: 5_000 },
  run,
};

async function run(ground: Ground): Promise<Sample> {
  const settings = await sameAddress(1);
  const server = await ground.server(settings);
  const way = { url: server.url, room: 'killed' };
  const call = await callOfTwo(ground, way);
  const before = await remember(call);
  const moment = await randomMoment(ground, way, call);
  await markAll(call);
  await pass(ground.random.integer(0, 500));
  await restarted(ground, server, settings);
  const readyAt = Date.now();
  const failed = await moment.over();
  await settle(moment.actors);
  const movedAt = (await lastMoved(call)) ?? Infinity;
  const broken = [...failed, ...(await changedDevices(before))];
  return { ms: Math.max(0, movedAt - readyAt), how: moment.kind, broken };
}
