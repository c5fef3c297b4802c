/**
 * The whole server in this process, with real workers on ports of its own, and its log where a test can read it. Closed when the
 * test that started it is over.
 */
import { expect, onTestFinished } from 'vitest';
import { type App, buildApp } from '../../server/app.ts';
import { type Config, loadConfig } from '../../server/config.ts';
import type { EdgeLimits } from '../../server/limits.ts';
import { createLog } from '../../server/log.ts';
import type { Limits } from '../../server/protocol/signals.ts';
import { EngineView } from './engine-view.ts';
import { freeMediaPort } from './free-ports.ts';
import { workerBin } from './worker-bin.ts';

interface LogLine {
  level: number;
  msg: string;
  err?: { message: string; stack: string };
}

export interface TestApp extends App {
  readonly engine: EngineView;
  readonly mediaPort: number;
  /** Every line logged so far. */
  readonly lines: readonly LogLine[];
  /** The messages of warnings and errors so far, with their causes. */
  troubles(): string[];
}

export interface TestAppOptions {
  workers?: number;
  mediaPort?: number;
  limits?: Partial<Limits>;
  edge?: Partial<EdgeLimits>;
  /** From where on lines are kept; a long run keeps no more than it needs. */
  logLevel?: Config['logLevel'];
  /** Settings that are neither limits nor addresses, as in the environment. */
  settings?: Record<string, string>;
}

/** All clients of a test come from one address. */
const manyClients = {
  joinBurst: 1e6,
  joinsPerSecond: 1e6,
  socketsPerAddress: 1e6,
  probeBurst: 1e6,
  reportBurst: 1e6,
};

/** A machine full of tests is late without being at fault. */
const patient = { maxWorkerCpu: 1_000, maxLoopDelay: 60_000 };

const warning = 40; // pino's level

/** Also fails the test when anything is left of the server after it was closed. `over` takes what is to be done at the end. */
export async function startApp(
  options: TestAppOptions = {},
  over: (end: () => Promise<void>) => void = onTestFinished,
): Promise<TestApp> {
  const { workers = 1, mediaPort = await freeMediaPort(workers), limits, edge } = options;
  const { settings = {}, logLevel = 'info' } = options;
  const engine = new EngineView();
  const lines: LogLine[] = [];
  const log = createLog(logLevel, { write: line => lines.push(JSON.parse(line)) });
  const usual = loadConfig({ METRICS_PORT: 'off', ...settings }, {});
  const config: Config = {
    ...usual,
    workers,
    mediaPort,
    listenAddress: '127.0.0.1',
    limits: { ...usual.limits, ...limits },
    edge: { ...usual.edge, ...manyClients, ...patient, ...edge },
  };
  const app = await buildApp({ config, workerBin: await workerBin(), log });
  await app.fastify.ready();
  over(async () => {
    await app.close();
    engine.stop();
    expect(engine.directTransports.size).toBe(0);
    expect(engine.counts).toEqual({ workers: 0, routers: 0, transports: 0, producers: 0, consumers: 0 });
  });
  const troubles = () =>
    lines.filter(({ level }) => level >= warning).map(({ msg, err }) => (err ? `${msg}: ${err.stack}` : msg));
  return { ...app, engine, mediaPort, lines, troubles };
}
