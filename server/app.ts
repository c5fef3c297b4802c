/**
 * The composition root: builds the parts in order, hands each what it needs, and closes them in reverse. Everything that
 * could be chosen differently at the edges is chosen here.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Fastify, { type FastifyInstance, type FastifyServerFactory } from 'fastify';
import { type Measured, type Measuring, measure } from './app-metrics.ts';
import { Access } from './auth/access.ts';
import { KeyRing } from './auth/keys.ts';
import { Turn } from './auth/turn.ts';
import { KeptChecks } from './checks/kept-checks.ts';
import { Probes } from './checks/probes.ts';
import type { Config } from './config.ts';
import { Doctor } from './doctor/doctor.ts';
import { thisMachine } from './doctor/this-machine.ts';
import { serveApi } from './http/api/api.ts';
import { serveHealth } from './http/health.ts';
import { servePage } from './http/page.ts';
import { answerErrors, answerUnreadable } from './http/problem.ts';
import { limitRates } from './http/rate-limits.ts';
import { secure } from './http/security.ts';
import { startTls } from './http/tls/start-tls.ts';
import type { Tls } from './http/tls/tls.ts';
import { type CloseSessions, serveWebsocket } from './http/websocket.ts';
import { LoopDelay } from './lib/loop-delay.ts';
import type { Log } from './log.ts';
import { Traffic } from './media/traffic.ts';
import { WorkerPool, type WorkerPoolSettings } from './media/worker-pool.ts';
import type { MetricsDoor } from './metrics/serve-metrics.ts';
import { Operating, type OperatingOptions } from './operating.ts';
import { Administration } from './rooms/administration.ts';
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
  const history = new RoomHistory();
  const timeline = new Timeline();
  const webhooks = config.webhook && new Webhooks({ ...config.webhook, history, log });
  const loopDelay = new LoopDelay();
  const overload = overloadOf(ground, loopDelay, options);
  const measuring = measuringOf(ground, options, {
    registry: () => registry,
    overload: () => overload,
    fastify: () => fastify,
  });
  const onTransition = toEach([
    transitionLog(log),
    timeline.listener,
    ...(measuring ? [measuring.onTransition] : []),
  ]);
  const registry = registryOf(ground, { history, overload, onTransition }, options);
  const checks = new KeptChecks(log);
  const fastify = newFastify(config.trustedProxies, tls);
  const instance = randomUUID();
  const doctor = doctorOf(fastify, instance, pool, options);

  answerErrors(fastify, log);
  await secure(fastify, { ...config, selfSigned: tls?.certificate.selfSigned === true });
  await limitRates(fastify, config.edge);
  const closeSessions = await serveSessions(fastify, ground, { registry, checks, onTransition }, options);
  serveHealth(fastify, { obstacle: () => obstacleOf(pool, registry), instance });
  const administration = new Administration(registry);
  const { messageBytes } = config.limits.data;
  const drain = () => registry.doorway.drain.begin(config.drainSeconds);
  const { server, drainAsked } = operatingOf({ pool, registry, overload, loopDelay }, drain, config);
  const { access } = ground;
  await serveApi(fastify, {
    administration,
    access,
    history,
    timeline,
    checks,
    doctor,
    server,
    messageBytes,
    version,
    log,
  });
  await servePage(fastify, page);

  const close = async () => {
    doctor.close();
    traffic?.close();
    overload.close();
    loopDelay.stop();
    registry.close('shutdown'); // those in a room go with it
    closeSessions('shutdown');
    await Promise.all([fastify.close(), measuring?.door.close()]);
    await Promise.all([webhooks?.close(), pool.close()]);
  };
  let closing: Promise<void> | undefined;
  return {
    fastify,
    registry,
    pool,
    doctor,
    tls,
    metrics: measuring?.door,
    drain,
    drainAsked,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function operatingOf(
  parts: Pick<OperatingOptions, 'pool' | 'registry' | 'overload' | 'loopDelay'>,
  drain: App['drain'],
  { drainSeconds }: AppOptions['config'],
): { server: Operating; drainAsked: Promise<void> } {
  const { promise: drainAsked, resolve } = Promise.withResolvers<void>();
  const onDrain = () => {
    void drain();
    resolve();
  };
  return { server: new Operating({ ...parts, version, drainSeconds, onDrain }), drainAsked };
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

function measuringOf(
  { pool, traffic }: Ground,
  { config, log }: AppOptions,
  measured: Omit<Measured, 'pool'>,
): Measuring | undefined {
  if (!config.metrics || !traffic) return undefined;
  return measure({ ...measured, pool: () => pool }, { where: config.metrics, traffic, version, log });
}

/** All that follow the rooms and their peers, in this order. */
function toEach(listeners: readonly TransitionListener[]): TransitionListener {
  return transition => {
    for (const listener of listeners) listener(transition);
  };
}

/** What keeps everybody out, for those who ask before they send somebody. */
function obstacleOf(pool: WorkerPool, registry: Registry): string | undefined {
  if (registry.doorway.drain.isUnderWay) return 'it is about to be restarted';
  return pool.ready ? undefined : 'no media worker is running';
}

function registryOf(
  { pool, access }: Ground,
  parts: { history: RoomHistory; overload: Overload; onTransition: TransitionListener },
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
  parts: { registry: Registry; checks: KeptChecks; onTransition: TransitionListener },
  { config, log }: AppOptions,
): Promise<CloseSessions> {
  const { limits, edge } = config;
  const routerRtpCapabilities = await pool.rtpCapabilities();
  return serveWebsocket(fastify, {
    ...parts,
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

function doctorOf(
  fastify: FastifyInstance,
  instance: string,
  pool: WorkerPool,
  { config, workerBin }: AppOptions,
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

function newFastify(trustedProxies: readonly string[], tls: Tls | undefined): FastifyInstance {
  const server: { serverFactory?: FastifyServerFactory } = tls
    ? { serverFactory: handler => tls.createServer(handler) }
    : {};
  const fastify = Fastify({
    logger: false,
    forceCloseConnections: true,
    requestTimeout: 30_000, // ms for a whole request to arrive
    frameworkErrors: answerUnreadable,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    // A room's name, percent-encoded, can be long.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2_048 },
    ...server,
  });
  fastify.addHook('preClose', async () => tls?.close());
  return fastify;
}
