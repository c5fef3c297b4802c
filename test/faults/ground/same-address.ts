/** A server that is ended and started again where the one before was, as a deploy or a crash does it. */
import { once } from 'node:events';
import { freeHttpPort, freeMediaPort, isFree } from '../../support/free-ports.ts';
import { poll } from '../../support/poll.ts';
import type { ServerProcess } from '../../support/server-process.ts';
import { type Ground, nothingLeft } from './ground.ts';

/** Settings that name ports which are free now. */
export async function sameAddress(workers: number) {
  const [PORT, MEDIA_PORT] = [String(await freeHttpPort()), String(await freeMediaPort(workers))];
  return { WORKERS: String(workers), PORT, MEDIA_PORT };
}

/** SIGKILL, nothing left behind, and another one with the same settings. */
export async function restarted(
  ground: Ground,
  server: ServerProcess,
  settings: Awaited<ReturnType<typeof sameAddress>>,
): Promise<ServerProcess> {
  const exited = once(server.process, 'exit');
  server.process.kill('SIGKILL');
  await exited;
  await nothingLeft(server);
  await portsFree(settings);
  return ground.server(settings);
}

/** Rejects when something still holds a port a while after the server has gone. */
async function portsFree(settings: { PORT: string; MEDIA_PORT: string; WORKERS: string }) {
  const { PORT, MEDIA_PORT, WORKERS } = settings;
  const media = Array.from({ length: Number(WORKERS) }, (_, index) => Number(MEDIA_PORT) + index);
  const all = [Number(PORT), ...media];
  await poll('the ports are free', async () => (await Promise.all(all.map(isFree))).every(Boolean), 5_000);
}
