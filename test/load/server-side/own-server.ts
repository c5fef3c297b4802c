/** A server that is started for a run, on this machine, with limits that do not stand in the way of many peers from one address. */
import { freeHttpPort } from '../../support/free-ports.ts';
import { type ServerProcess, startServer } from '../../support/server-process.ts';

const many = '1000000';

const settings = {
  LOG_LEVEL: 'warn',
  METRICS_HOST: '127.0.0.1',
  JOIN_BURST: many,
  JOINS_PER_SECOND: many,
  SOCKETS_PER_ADDRESS: many,
  MAX_ROOMS: many,
  MAX_PEERS: '10000',
};

export interface OwnServer {
  readonly url: string;
  readonly metricsUrl: string;
  readonly pid: number | undefined;
  /** Resolves when it has ended. */
  stop(): Promise<void>;
}

/** `own`: settings as `NAME=VALUE`, which come before all others. Rejects with what it printed when it does not start. */
export async function startOwnServer(
  own: readonly string[],
  family: 'IPv4' | 'IPv6' = 'IPv4',
): Promise<OwnServer> {
  const metricsPort = String(await freeHttpPort());
  const given = own.map(setting => [
    setting.slice(0, setting.indexOf('=')),
    setting.slice(setting.indexOf('=') + 1),
  ]);
  const all: Record<string, string> = {
    ...settings,
    METRICS_PORT: metricsPort,
    ...(family === 'IPv6' && { LISTEN_ADDRESS: '::1' }),
    ...Object.fromEntries(given),
  };
  const server: ServerProcess = await startServer(all, 'apart');
  return {
    url: server.url,
    metricsUrl: `http://127.0.0.1:${all.METRICS_PORT}/metrics`,
    pid: server.process.pid,
    stop: async () => {
      await server.stop();
    },
  };
}
