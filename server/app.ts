/**
 * The composition root: builds the parts in order, hands each what it needs, and closes them in reverse. Everything that
 * could be chosen differently at the edges is chosen here.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Config } from './config.ts';
import { serveHealth } from './http/health.ts';
import { servePage } from './http/page.ts';
import { serveWebsocket } from './http/websocket.ts';
import { keepEmptyRoom, limits as usualLimits } from './limits.ts';
import type { Log } from './log.ts';
import { WorkerPool } from './media/worker-pool.ts';
import type { Limits } from './protocol/signals.ts';
import { Registry } from './rooms/registry.ts';

export interface AppOptions {
  config: Pick<Config, 'workers' | 'mediaPort' | 'listenAddress' | 'announcedAddress'>;
  /** Path of the mediasoup-worker binary. */
  workerBin: string;
  log: Log;
  /** How long an empty room is kept, in milliseconds. */
  keepEmpty?: number;
  /** What one session is allowed, where it is not the usual. */
  limits?: Partial<Limits>;
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

/** Rejects, with nothing left behind, when the workers or their ports cannot be had. */
export async function buildApp(options: AppOptions): Promise<App> {
  const { config, workerBin, log } = options;
  const pool = await WorkerPool.start({ ...config, workerBin }, log);
  try {
    return await buildAround(pool, options);
  } catch (error) {
    await pool.close();
    throw error;
  }
}

async function buildAround(pool: WorkerPool, options: AppOptions): Promise<App> {
  const { log, keepEmpty = keepEmptyRoom } = options;
  const limits = { ...usualLimits, ...options.limits };
  const registry = new Registry({
    createRouter: () => pool.createRouter(),
    keepEmpty,
    limits,
    log,
  });
  const routerRtpCapabilities = await pool.rtpCapabilities();
  const hello = { server: `plenum/${version}`, routerRtpCapabilities, iceServers: [], limits };

  const fastify = Fastify({
    logger: false,
    forceCloseConnections: true,
    // A room's name, percent-encoded, can be long.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2_048 },
  });
  const closeSessions = await serveWebsocket(fastify, { registry, hello, log });
  serveHealth(fastify, () => pool.ready);
  await servePage(fastify, page);

  const close = async () => {
    registry.close('shutdown'); // those in a room go with it
    closeSessions('shutdown');
    await fastify.close();
    await pool.close();
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
