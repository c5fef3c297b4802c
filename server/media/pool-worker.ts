/**
 * One worker of the pool with its WebRtcServer: counts what it carries and kills its process when that stops answering, so
 * that a hung worker is dealt with like a dead one. Who replaces it is the pool's affair.
 */
import type { TransportListenInfo, WebRtcServer, Worker } from 'mediasoup/types';
import type { Log } from '../log.ts';
import { createWorker } from './create-worker.ts';
import { CpuShare, type WorkerLoad } from './worker-load.ts';

export interface PoolWorker extends WorkerLoad {
  readonly worker: Worker;
  readonly webRtcServer: WebRtcServer;
  /** Routers and transports it carries. */
  readonly load: number;
  /** Processor time that it has used so far, as of the last heartbeat. */
  readonly cpuSeconds: number;
  /** Calls back once when the worker is gone without having been closed by us. */
  onDied(listener: () => void): void;
  /** Resolves when the process is gone. */
  close(): Promise<void>;
  /** Ends the process at once, if there still is one. */
  kill(): void;
}

const heartbeatEvery = 1_000; // ms
const closeLimit = 2_000; // ms
const beatsMissed = 2; // in a row: hung, which is noticed within 3 s

/** The operating system does not give the media ports: in use, or on an address that this machine does not have. */
export class MediaPortError extends Error {
  override readonly name = 'MediaPortError';
}

/** Rejects, with no process left behind, when the worker or its ports (MediaPortError) cannot be had. */
export async function startPoolWorker(options: {
  workerBin: string;
  listenInfos: TransportListenInfo[];
  log: Log;
}): Promise<PoolWorker> {
  const { workerBin, listenInfos, log } = options;
  const worker = await createWorker({ workerBin, logLevel: 'warn' });
  let webRtcServer: WebRtcServer;
  try {
    webRtcServer = await worker.createWebRtcServer({ listenInfos });
  } catch (error) {
    await end(worker);
    throw new MediaPortError(`Cannot open the media ports ${describe(listenInfos)}`, { cause: error });
  }
  const share = new CpuShare();
  const heartbeat = watch(worker, share, log);
  worker.observer.once('close', () => clearInterval(heartbeat));
  const load = countLoad(worker);

  return {
    worker,
    webRtcServer,
    pid: worker.pid,
    get load() {
      return load();
    },
    get cpu() {
      return share.percent;
    },
    get cpuSeconds() {
      return share.seconds;
    },
    onDied(listener) {
      worker.once('died', error => {
        log.error({ pid: worker.pid, err: error }, 'worker died');
        listener();
      });
    },
    close: () => end(worker),
    kill: () => kill(worker),
  };
}

/** Resolves when the process is gone: by itself, or killed when it does not hear. */
async function end(worker: Worker): Promise<void> {
  if (worker.subprocessClosed) return;
  const gone = new Promise<void>(resolve => worker.once('subprocessclose', resolve));
  worker.close();
  const hung = setTimeout(() => kill(worker), closeLimit);
  await gone;
  clearTimeout(hung);
}

function kill(worker: Worker): void {
  if (!worker.subprocessClosed) process.kill(worker.pid, 'SIGKILL');
}

function describe(listenInfos: TransportListenInfo[]): string {
  return listenInfos.map(({ protocol, ip, port }) => `${protocol} ${ip} port ${port}`).join(', ');
}

function countLoad(worker: Worker): () => number {
  let load = 0;
  const count = (child: { observer: { once(event: 'close', listener: () => void): unknown } }) => {
    load += 1;
    child.observer.once('close', () => {
      load -= 1;
    });
  };
  worker.observer.on('newrouter', router => {
    count(router);
    router.observer.on('newtransport', count);
  });
  return () => load;
}

/**
 * mediasoup's calls have no time limit of their own: a process that does not answer is killed, and `died` follows. Beats are
 * counted, not seconds, so that a machine that slept does not wake up to a massacre.
 */
function watch(worker: Worker, share: CpuShare, log: Log): NodeJS.Timeout {
  let unanswered = 0;
  return setInterval(() => {
    unanswered += 1;
    if (unanswered > beatsMissed) {
      log.error({ pid: worker.pid }, 'worker hangs and is killed');
      kill(worker);
    } else if (unanswered === 1) {
      worker.getResourceUsage().then(
        usage => {
          unanswered = 0;
          share.take(usage.ru_utime + usage.ru_stime, performance.now());
        },
        () => {}, // closed: the interval is cleared with it
      );
    }
  }, heartbeatEvery);
}
