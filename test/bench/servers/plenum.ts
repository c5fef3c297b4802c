/** Plenum as its operator starts it, with one worker, and without the limits that one address of a benchmark would reach. */
import { startServer } from '../../support/server-process.ts';
import { type BenchServer, workerOf } from './server.ts';

const boundless = {
  JOIN_BURST: '1000000',
  JOINS_PER_SECOND: '1000000',
  SOCKETS_PER_ADDRESS: '1000000',
  MAX_PEERS: '10000',
  MAX_ROOMS: '1000000',
  MAX_VIDEO_KBPS: '1000000',
  MAX_AUDIO_KBPS: '1000000',
};

/** The kernel shares a busy machine out among sessions; the worker has one of its own already. `setsid` is of util-linux. */
const ownSession = ['setsid'];

export async function startPlenum(workerBin: string): Promise<BenchServer> {
  const settings = { ...boundless, ACCESS: 'open', WORKERS: '1', MEDIASOUP_WORKER_BIN: workerBin };
  const server = await startServer(settings, 'node', ownSession);
  const node = server.process.pid ?? 0;
  const kill = () => server.process.kill('SIGKILL'); // its worker ends when the pipe closes
  process.once('exit', kill); // in its own session it would outlive a Ctrl-C
  return {
    kind: 'plenum',
    url: server.url.replace(/^http/, 'ws').replace(/\/?$/, '/ws'),
    pids: { node, worker: workerOf(node) },
    mediaPort: Number(server.address.MEDIA_PORT),
    stop: () => {
      process.off('exit', kill);
      return server.stop();
    },
  };
}
