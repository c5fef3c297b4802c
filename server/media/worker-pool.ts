/**
 * The workers of this process: one slot per worker, each with its media port and its WebRtcServer. Starts them, spreads
 * routers over them, watches them, and replaces one that died or hangs. Knows nothing of rooms.
 */
import { EventEmitter, once } from 'node:events';
import { networkInterfaces } from 'node:os';
import type { Worker } from 'mediasoup/types';
import type { Log } from '../log.ts';
import type { RtpCapabilities } from '../protocol/rtp.ts';
import { AnnouncedAddresses } from './announced-addresses.ts';
import { mediaCodecs } from './codecs.ts';
import { type AddressSettings, isBindable, listenInfos } from './listen-infos.ts';
import { type OfferCandidates, offeredCandidates } from './offered-candidates.ts';
import { type PoolWorker, startPoolWorker } from './pool-worker.ts';
import { openPortDoor, type PortDoor } from './port-door.ts';
import { type ProbeListener, ProbeMedia } from './probe-media.ts';
import { RoomRouter } from './room-router.ts';
import { type Loaded, leastLoaded, type WorkerLoad } from './worker-load.ts';

export interface WorkerPoolSettings extends AddressSettings {
  /** Number of workers. */
  workers: number;
  /** Port of the first worker; the others count up from it. */
  mediaPort: number;
  /** Path of the mediasoup-worker binary. */
  workerBin: string;
  /** Each worker, before there is anything on it, with the number of its slot. */
  onWorker?: ((worker: Worker, slot: number) => void) | undefined;
}

/** One slot, for those who watch from outside. */
export interface SlotReport {
  readonly slot: number;
  /** Undefined: its worker is being replaced. */
  readonly pid: number | undefined;
  /** Of the worker that is there, as of its last heartbeat. */
  readonly cpuSeconds: number;
  /** How many workers of it have died. */
  readonly deaths: number;
}

/** No worker is up at the moment; one is being started. */
export class NoWorkerError extends Error {
  override readonly name = 'NoWorkerError';
}

/** Milliseconds that who needs a worker waits for one that is being started. */
const patience = 5_000;
/** A worker may die while it is asked. */
const attempts = 3;
const restartDelays = [0, 500, 2_000, 5_000]; // ms, the last one for ever

export class WorkerPool {
  readonly #settings: WorkerPoolSettings;
  readonly #log: Log;
  readonly #announced: AnnouncedAddresses;
  /** One per media port; undefined while its worker is being replaced. */
  readonly #slots: (PoolWorker | undefined)[];
  /** By slot. */
  readonly #deaths: number[];
  readonly #restarts = new Set<NodeJS.Timeout>();
  /** Workers that are being started. */
  readonly #starting = new Set<Promise<PoolWorker>>();
  /** `settled`: a worker is there, or none will be. */
  readonly #events = new EventEmitter<{ settled: [] }>().setMaxListeners(0);
  #closed = false;

  private constructor(settings: WorkerPoolSettings, announced: AnnouncedAddresses, log: Log) {
    this.#settings = settings;
    this.#announced = announced;
    this.#log = log;
    this.#slots = new Array(settings.workers).fill(undefined);
    this.#deaths = new Array(settings.workers).fill(0);
  }

  /**
   * Resolves when every worker is up; rejects, with none left behind, when one cannot be started, or when there is nothing to announce
   * (AnnouncedAddressError).
   */
  static async start(settings: WorkerPoolSettings, log: Log): Promise<WorkerPool> {
    const isUsable = (address: string) => isBindable(address, settings, networkInterfaces());
    const announced = await AnnouncedAddresses.start(settings, { isUsable }, log);
    const pool = new WorkerPool(settings, announced, log);
    const started = await Promise.allSettled(pool.#slots.map((_, slot) => pool.#fill(slot)));
    const failure = started.find(result => result.status === 'rejected');
    if (failure) {
      await pool.close();
      throw failure.reason;
    }
    return pool;
  }

  /** Whether a room could be opened now. */
  get ready(): boolean {
    return this.#alive().length > 0;
  }

  /** Process ids of the living workers. */
  get pids(): number[] {
    return this.#alive().map(worker => worker.pid);
  }

  /** What the living workers have to do. */
  get loads(): readonly Loaded[] {
    return this.#alive();
  }

  /** Every slot, the one whose worker is being replaced included. */
  get reports(): SlotReport[] {
    return this.#slots.map((worker, slot) => ({
      slot,
      pid: worker?.pid,
      cpuSeconds: worker?.cpuSeconds ?? 0,
      deaths: this.#deaths[slot] ?? 0,
    }));
  }

  /** The one that gets the next room; undefined while none is alive. */
  get next(): WorkerLoad | undefined {
    return leastLoaded(this.#alive());
  }

  /** The IP addresses that are announced now, instead of the bound ones; empty: those are. */
  get announced(): readonly string[] {
    return this.#announced.current;
  }

  /** What every router of this pool can carry. Needs a living worker. */
  async rtpCapabilities(): Promise<RtpCapabilities> {
    const router = await this.#leastLoaded().worker.createRouter({ mediaCodecs });
    const { codecs = [], headerExtensions = [] } = router.rtpCapabilities;
    router.close();
    return { codecs, headerExtensions };
  }

  /**
   * Opens a router on the worker that carries least; waits for one that is being started, and takes another when one dies meanwhile.
   * Rejects with NoWorkerError, or as mediasoup does. A dead worker takes its routers with it, so nothing is to be adopted here.
   */
  async createRouter(): Promise<RoomRouter> {
    for (let attempt = 1; ; attempt += 1) {
      const load = await this.#carrier();
      const { worker, webRtcServer } = load;
      try {
        const router = await worker.createRouter({ mediaCodecs });
        return await RoomRouter.create(router, { webRtcServer, offer: this.#offer }, load);
      } catch (error) {
        if (!worker.closed || attempt === attempts) throw error;
      }
    }
  }

  /**
   * Opens what a probe needs, on the worker that carries least; `onMessage` is told what its client says. Rejects as `createRouter`
   * does.
   */
  async createProbe(onMessage: ProbeListener): Promise<ProbeMedia> {
    const { worker, webRtcServer } = this.#leastLoaded();
    return ProbeMedia.create(await worker.createRouter(), { webRtcServer, offer: this.#offer }, onMessage);
  }

  /** A door to each media port, for checks. Those of workers that die meanwhile, or are being replaced, are missing. */
  async openDoors(): Promise<{ doors: readonly PortDoor[]; close(): void }> {
    const opening = this.#alive().map(({ worker, webRtcServer }) =>
      openPortDoor(worker, { webRtcServer, offer: this.#offer }),
    );
    const doors = (await Promise.allSettled(opening)).flatMap(each => ('value' in each ? [each.value] : []));
    return { doors, close: () => doors.forEach(door => void door.close()) };
  }

  /** Ends all workers, and with them everything on them. Resolves when their processes are gone. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#announced.close();
    for (const timer of this.#restarts) clearTimeout(timer);
    this.#events.emit('settled');
    const late = [...this.#starting].map(async starting => (await starting).close());
    await Promise.allSettled([...this.#slots.map(worker => worker?.close()), ...late]);
  }

  /** For a process that must end now: no worker outlives it, not even one that hangs. */
  kill(): void {
    for (const worker of this.#slots) worker?.kill();
  }

  readonly #offer: OfferCandidates = bound => {
    const { announceInternal } = this.#settings;
    const announced = this.announced;
    return offeredCandidates(bound, { announced, announceInternal, interfaces: networkInterfaces() });
  };

  #alive(): PoolWorker[] {
    // One that has just died may still be in its slot.
    return this.#slots.filter(each => each !== undefined).filter(({ worker }) => !worker.closed);
  }

  async #carrier(): Promise<PoolWorker> {
    if (!this.ready && !this.#closed) {
      await once(this.#events, 'settled', { signal: AbortSignal.timeout(patience) }).catch(() => {});
    }
    return this.#leastLoaded();
  }

  #leastLoaded(): PoolWorker {
    const least = leastLoaded(this.#alive());
    if (!least) throw new NoWorkerError('no media worker is running');
    return least;
  }

  async #fill(slot: number): Promise<void> {
    const { workerBin, mediaPort } = this.#settings;
    const infos = listenInfos(this.#settings, mediaPort + slot, networkInterfaces());
    const starting = startPoolWorker({ workerBin, listenInfos: infos, log: this.#log });
    this.#starting.add(starting);
    const worker = await starting.finally(() => this.#starting.delete(starting));
    if (this.#closed) return; // close() has it
    this.#settings.onWorker?.(worker.worker, slot);
    this.#slots[slot] = worker;
    this.#events.emit('settled');
    this.#log.info({ pid: worker.pid, port: mediaPort + slot }, 'worker started');
    worker.onDied(() => {
      this.#slots[slot] = undefined;
      this.#deaths[slot] = (this.#deaths[slot] ?? 0) + 1;
      if (!this.#closed) this.#refill(slot, 0);
    });
  }

  #refill(slot: number, attempt: number): void {
    const delay = restartDelays[Math.min(attempt, restartDelays.length - 1)];
    const timer = setTimeout(() => {
      this.#restarts.delete(timer);
      this.#fill(slot).catch((error: unknown) => {
        this.#log.error({ err: error }, 'a worker could not be started');
        if (!this.#closed) this.#refill(slot, attempt + 1);
      });
    }, delay);
    this.#restarts.add(timer);
  }
}
