/** The bare script as a server. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freeHttpPort, freeMediaPort } from '../../support/free-ports.ts';
import { type BenchServer, workerOf } from './server.ts';

const script = fileURLToPath(new URL('../bare/bare.ts', import.meta.url));

export async function startBare(workerBin: string): Promise<BenchServer> {
  const [port, mediaPort] = [await freeHttpPort(), await freeMediaPort(1)];
  // In a session of its own, as Plenum is.
  const bare = fork(script, [workerBin, String(port), String(mediaPort)], { detached: true });
  await Promise.race([
    once(bare, 'message'),
    once(bare, 'exit').then(([code]) => Promise.reject(new Error(`the bare script ended with code ${code}`))),
  ]);
  const node = bare.pid ?? 0;
  const stop = async () => {
    const exited = once(bare, 'exit');
    bare.kill('SIGKILL');
    await exited; // its worker ends when the pipe closes
  };
  const pids = { node, worker: workerOf(node) };
  return { kind: 'bare', url: `ws://127.0.0.1:${port}`, pids, mediaPort, stop };
}
