/**
 * The composition root: builds the parts in order, hands each what it needs, and closes them in reverse. Everything that
 * could be chosen differently at the edges is chosen here.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Fastify, { type FastifyInstance } from 'fastify';
import { Access } from './auth/access.ts';
import { KeyRing } from './auth/keys.ts';
import type { Config } from './config.ts';
import { serveApi } from './http/api/api.ts';
import { serveHealth } from './http/health.ts';
import { servePage } from './http/page.ts';
import { answerErrors, answerUnreadable } from './http/problem.ts';
import { limitRates } from './http/rate-limits.ts';
import { secure } from './http/security.ts';
import { serveWebsocket } from './http/websocket.ts';
import type { Log } from './log.ts';
import { WorkerPool } from './media/worker-pool.ts';
import { Administration } from './rooms/administration.ts';
import { Registry } from './rooms/registry.ts';
import { AddressLimits } from './sessions/address-limits.ts';
import { Webhooks } from './webhooks/deliveries.ts';
import { RoomHistory } from './webhooks/history.ts';

export interface AppOptions {
  config: Omit<Config, 'host' | 'port' | 'logLevel' | 'workerBin' | 'cacheDir'>;
  /** Path of the mediasoup-worker binary. */
  workerBin: string;
  log: Log;
}

export interface App {
  /** Not listening yet. */
  readonly fastify: FastifyInstance;
  readonly registry: Registry;
  readonly pool: WorkerPool;
  /** Tells everybody, ends everything, resolves when no port and no worker is left. Idempotent. */
  close(): Promise<void>;
}

const page = fileURLToPath(new URL('../client/dist', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** Rejects, with nothing left behind, when a key cannot be read, or the workers or their ports cannot be had. */
export async function buildApp(options: AppOptions): Promise<App> {
  const { config, workerBin, log } = options;
  const access = await accessOf(config);
  const pool = await WorkerPool.start({ ...config, workerBin }, log);
  try {
    return await buildAround(pool, access, options);
  } catch (error) {
    await pool.close();
    throw error;
  }
}

async function accessOf({ access: mode, tokens }: AppOptions['config']): Promise<Access> {
  const { audience, seconds: tokenSeconds } = tokens;
  return new Access({ mode, keys: await KeyRing.load(tokens), audience, tokenSeconds });
}

async function buildAround(pool: WorkerPool, access: Access, { config, log }: AppOptions): Promise<App> {
  const { limits, edge } = config;
  const history = new RoomHistory();
  const webhooks = config.webhook && new Webhooks({ ...config.webhook, history, log });
  const registry = new Registry({
    createRouter: () => pool.createRouter(),
    keepEmpty: edge.emptyRoomSeconds * 1_000,
    keepSeat: edge.seatSeconds * 1_000,
    limits,
    maxRooms: edge.maxRooms,
    maxPeers: edge.maxPeers,
    selfGoverned: access.mode === 'open',
    observer: history,
    log,
  });
  const routerRtpCapabilities = await pool.rtpCapabilities();
  const hello = { server: `plenum/${version}`, routerRtpCapabilities, iceServers: [], limits };

  const fastify = newFastify(config.trustedProxies);
  answerErrors(fastify, log);
  await secure(fastify, config);
  await limitRates(fastify, edge);
  const closeSessions = await serveWebsocket(fastify, {
    registry,
    access,
    hello,
    limits: edge,
    origins: { publicUrl: config.publicUrl, allowed: config.allowedOrigins },
    addressLimits: new AddressLimits(edge),
    log,
  });
  serveHealth(fastify, () => pool.ready);
  const administration = new Administration(registry);
  const { messageBytes } = limits.data;
  await serveApi(fastify, { administration, access, history, messageBytes, version, log });
  await servePage(fastify, page);

  const close = async () => {
    registry.close('shutdown'); // those in a room go with it
    closeSessions('shutdown');
    await fastify.close();
    await Promise.all([webhooks?.close(), pool.close()]);
  };
  let closing: Promise<void> | undefined;
  return {
    fastify,
    registry,
    pool,
    close() {
      closing ??= close();
      return closing;
    },
  };
}

function newFastify(trustedProxies: readonly string[]): FastifyInstance {
  return Fastify({
    logger: false,
    forceCloseConnections: true,
    requestTimeout: 30_000, // ms for a whole request to arrive
    frameworkErrors: answerUnreadable,
    trustProxy: trustedProxies.length > 0 && [...trustedProxies],
    // A room's name, percent-encoded, can be long.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2_048 },
  });
}
