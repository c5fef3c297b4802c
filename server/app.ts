/**
 * The composition root: builds the parts in order, hands each what it needs, and closes them in reverse. Everything that
 * could be chosen differently at the edges is chosen here.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { measure } from './app-metrics.ts';
import { serveOperators } from './app-operators.ts';
import { Access } from './auth/access.ts';
import { KeyRing } from './auth/keys.ts';
import { Turn } from './auth/turn.ts';
import { KeptChecks } from './checks/kept-checks.ts';
import { Probes } from './checks/probes.ts';
import type { Config } from './config.ts';
import type { Doctor } from './doctor/doctor.ts';
import { serveHealth } from './http/health.ts';
import { servePage } from './http/page.ts';
import { startTls } from './http/tls/start-tls.ts';
import type { Tls } from './http/tls/tls.ts';
import { createWebServer } from './http/web-server.ts';
import { type CloseSessions, serveWebsocket } from './http/websocket.ts';
import { LoopDelay } from './lib/loop-delay.ts';
import type { Log } from './log.ts';
import { Traffic } from './media/traffic.ts';
import { WorkerPool, type WorkerPoolSettings } from './media/worker-pool.ts';
import type { MetricsDoor } from './metrics/serve-metrics.ts';
import { Overload } from './rooms/overload.ts';
import { Registry } from './rooms/registry.ts';
import { transitionLog } from './rooms/transition-log.ts';
import type { TransitionListener } from './rooms/transitions.ts';
import { AddressLimits } from './sessions/address-limits.ts';
import { Timeline } from './timeline/timeline.ts';
import { Webhooks } from './webhooks/deliveries.ts';
import { RoomHistory } from './webhooks/history.ts';

export interface AppOptions {
  config: Omit<Config, 'host' | 'port' | 'logLevel' | 'workerBin'>;
  /** Path of the mediasoup-worker binary. */
  workerBin: string;
  log: Log;
}

export interface App {
  /** Not listening yet. */
  readonly fastify: FastifyInstance;
  readonly registry: Registry;
  readonly pool: WorkerPool;
  readonly doctor: Doctor;
  /** Undefined: plain HTTP. */
  readonly tls: Tls | undefined;
  /** Not listening yet. Undefined: there are no metrics. */
  readonly metrics: MetricsDoor | undefined;
  /**
   * Lets nobody else in and tells everybody inside. Resolves when all have left, after `drainSeconds`, or when it is closed before that.
   * Idempotent.
   */
  drain(): Promise<void>;
  /** Resolves when an administrator asks for the end of the server: it drains by then, and whoever owns the process ends it. */
  readonly drainAsked: Promise<void>;
  /** Tells everybody, ends everything, resolves when no port and no worker is left. Idempotent. */
  close(): Promise<void>;
}

const page = fileURLToPath(new URL('../client/dist', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Rejects, with nothing left behind, when a key or a certificate cannot be read, or the workers or their ports cannot be had. */
export async function buildApp(options: AppOptions): Promise<App> {
  const { config, workerBin, log } = options;
  const access = await accessOf(config);
  const tls = await startTls(config, log);
  const traffic = config.metrics && new Traffic();
  let pool: WorkerPool | undefined;
  try {
    const onWorker: WorkerPoolSettings['onWorker'] =
      traffic && ((worker, slot) => traffic.follow(worker, slot));
    pool = await WorkerPool.start({ ...config, workerBin, onWorker }, log);
    return await buildAround({ pool, access, tls, traffic }, options);
  } catch (error) {
    tls?.close();
    await pool?.close();
    throw error;
  }
}

async function accessOf({ access: mode, tokens }: AppOptions['config']): Promise<Access> {
  const { audience, seconds: tokenSeconds } = tokens;
  return new Access({ mode, keys: await KeyRing.load(tokens), audience, tokenSeconds });
}

interface Ground {
  pool: WorkerPool;
  access: Access;
  tls: Tls | undefined;
  /** Undefined: nothing is measured. */
  traffic: Traffic | undefined;
}

async function buildAround(ground: Ground, options: AppOptions): Promise<App> {
  const { pool, tls, traffic } = ground;
  const { config, log } = options;
  const fastify = await createWebServer({ ...config, tls, log });
  const inside = buildInside(ground, options);
  const { registry, webhooks, overload, loopDelay } = inside;
  const metrics = metricsOf(ground, fastify, inside, options);
  const closeSessions = await serveSessions(fastify, ground, inside, options);
  const instance = randomUUID();
  serveHealth(fastify, { obstacle: () => obstacleOf(pool, registry), instance });
  const operators = await serveOperators(
    fastify,
    { ...ground, ...inside },
    { ...options, instance, version },
  );
  await servePage(fastify, page);

  const close = async () => {
    operators.doctor.close();
    traffic?.close();
    overload.close();
    loopDelay.stop();
    registry.close('shutdown'); // those in a room go with it
    closeSessions('shutdown');
    await Promise.all([fastify.close(), metrics?.close()]);
    await Promise.all([webhooks?.close(), pool.close()]);
  };
  let closing: Promise<void> | undefined;
  return {
    fastify,
    registry,
    pool,
    tls,
    metrics,
    ...operators,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

/** The rooms, and all who follow them. */
function buildInside(ground: Ground, options: AppOptions) {
  const { config, log } = options;
  const history = new RoomHistory();
  const timeline = new Timeline();
  const webhooks = config.webhook && new Webhooks({ ...config.webhook, history, log });
  const loopDelay = new LoopDelay();
  const overload = overloadOf(ground, loopDelay, options);
  const followers: TransitionListener[] = [transitionLog(log), timeline.listener];
  const onTransition: TransitionListener = transition => {
    for (const follower of followers) follower(transition);
  };
  const registry = registryOf(ground, { history, overload, onTransition }, options);
  const checks = new KeptChecks(log);
  return { history, timeline, webhooks, loopDelay, overload, followers, onTransition, registry, checks };
}
type Inside = ReturnType<typeof buildInside>;

/** Undefined: they are off. Nobody has come in yet: nothing has happened that they would miss. */
function metricsOf(
  { pool, traffic }: Ground,
  fastify: FastifyInstance,
  { registry, overload, followers }: Inside,
  { config, log }: AppOptions,
): MetricsDoor | undefined {
  if (!config.metrics || !traffic) return undefined;
  const measured = { pool, registry, overload, fastify, traffic };
  const { onTransition, door } = measure(measured, { where: config.metrics, version, log });
  followers.push(onTransition);
  return door;
}

function overloadOf({ pool }: Ground, loopDelay: LoopDelay, { config, log }: AppOptions): Overload {
  const { maxWorkerCpu, maxLoopDelay } = config.edge;
  return new Overload({
    maxWorkerCpu,
    maxLoopDelay,
    workers: () => pool.loads,
    loopDelay: () => loopDelay.milliseconds,
    log,
  });
}

/** What keeps everybody out, for those who ask before they send somebody. */
function obstacleOf(pool: WorkerPool, registry: Registry): string | undefined {
  if (registry.doorway.drain.isUnderWay) return 'it is about to be restarted';
  return pool.ready ? undefined : 'no media worker is running';
}

function registryOf(
  { pool, access }: Ground,
  parts: Pick<Inside, 'history' | 'overload' | 'onTransition'>,
  { config, log }: AppOptions,
): Registry {
  const { limits, edge } = config;
  return new Registry({
    createRouter: () => pool.createRouter(),
    nextWorker: () => pool.next,
    requireCapacity: worker => parts.overload.requireCapacity(worker),
    keepEmpty: edge.emptyRoomSeconds * 1_000,
    keepSeat: edge.seatSeconds * 1_000,
    limits,
    maxRooms: edge.maxRooms,
    maxPeers: edge.maxPeers,
    selfGoverned: access.mode === 'open',
    observer: parts.history,
    onTransition: parts.onTransition,
    log,
  });
}

async function serveSessions(
  fastify: FastifyInstance,
  { pool, access, tls }: Ground,
  { registry, checks, onTransition }: Inside,
  { config, log }: AppOptions,
): Promise<CloseSessions> {
  const { limits, edge } = config;
  const routerRtpCapabilities = await pool.rtpCapabilities();
  return serveWebsocket(fastify, {
    registry,
    checks,
    onTransition,
    access,
    turn: new Turn(config.turn),
    probes: new Probes({ create: onMessage => pool.createProbe(onMessage), max: edge.maxProbes, log }),
    hello: { server: `plenum/${version}`, routerRtpCapabilities, limits },
    limits: edge,
    origins: { publicUrl: config.publicUrl, allowed: config.allowedOrigins, secure: tls !== undefined },
    addressLimits: new AddressLimits(edge),
    log,
  });
}
