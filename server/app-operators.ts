/**
 * The part of the composition root that is for operators: the doctor, how the server is, its end, and the API over all of it. Owns
 * nothing but the doctor, which whoever closes the app closes.
 */
import type { FastifyInstance } from 'fastify';
import type { Access } from './auth/access.ts';
import type { KeptChecks } from './checks/kept-checks.ts';
import type { Config } from './config.ts';
import { Doctor } from './doctor/doctor.ts';
import { thisMachine } from './doctor/this-machine.ts';
import { serveApi } from './http/api/api.ts';
import type { Log } from './log.ts';
import type { WorkerPool } from './media/worker-pool.ts';
import { Operating, type OperatingOptions } from './operating.ts';
import { Administration } from './rooms/administration.ts';
import type { Registry } from './rooms/registry.ts';
import type { Timeline } from './timeline/timeline.ts';
import type { RoomHistory } from './webhooks/history.ts';

/** What they look at. */
export interface Operated extends Pick<OperatingOptions, 'overload' | 'loopDelay'> {
  readonly pool: WorkerPool;
  readonly access: Access;
  readonly registry: Registry;
  readonly history: RoomHistory;
  readonly timeline: Timeline;
  readonly checks: KeptChecks;
}

export interface OperatorsOptions {
  readonly config: Omit<Config, 'host' | 'port' | 'logLevel' | 'workerBin'>;
  readonly workerBin: string;
  /** By which this server can be told from others, for as long as it runs. */
  readonly instance: string;
  readonly version: string;
  readonly log: Log;
}

export interface Operators {
  readonly doctor: Doctor;
  /** See `App`. */
  readonly drain: () => Promise<void>;
  readonly drainAsked: Promise<void>;
}

export async function serveOperators(
  fastify: FastifyInstance,
  operated: Operated,
  options: OperatorsOptions,
): Promise<Operators> {
  const { access, history, timeline, checks, registry } = operated;
  const { config, version, log } = options;
  const doctor = doctorOf(fastify, operated.pool, options);
  const { promise: drainAsked, resolve } = Promise.withResolvers<void>();
  const drain = () => registry.doorway.drain.begin(config.drainSeconds);
  const onDrain = () => {
    void drain();
    resolve();
  };
  await serveApi(fastify, {
    administration: new Administration(registry),
    access,
    history,
    timeline,
    checks,
    doctor,
    server: new Operating({ ...operated, version, drainSeconds: config.drainSeconds, onDrain }),
    messageBytes: config.limits.data.messageBytes,
    version,
    log,
  });
  return { doctor, drain, drainAsked };
}

function doctorOf(
  fastify: FastifyInstance,
  pool: WorkerPool,
  { config, workerBin, instance }: OperatorsOptions,
): Doctor {
  return new Doctor(() => ({
    settings: config,
    machine: thisMachine(),
    web: webOf(fastify),
    instance,
    cacheDir: config.cacheDir,
    workerBin,
    openDoors: () => pool.openDoors(),
  }));
}

/** Where it listens, once it does. */
function webOf(fastify: FastifyInstance) {
  const address = fastify.addresses().find(each => typeof each === 'object');
  return { host: address?.address ?? 'nowhere', port: address?.port ?? 0, owner: 'this' as const };
}
