/**
 * All settings: their names, defaults, meanings and checks, in one table. The only file that reads the environment.
 */
import { availableParallelism, networkInterfaces } from 'node:os';
import {
  type AccessConfig,
  accessConfig,
  accessConflicts,
  accessSettings,
  type Interfaces,
} from './config-access.ts';
import { edgeLimits, limitConflicts, limitSettings, sessionLimits } from './config-limits.ts';
import { type MisspeltName, misspeltNames } from './config-names.ts';
import { type NetworkConfig, networkConfig, networkConflicts, networkSettings } from './config-network.ts';
import {
  hostName,
  integer,
  ipAddress,
  oneOf,
  port,
  readSettings,
  type Setting,
  secondsOrUnlimited,
  setting,
  type Values,
} from './config-setting.ts';
import { hasIPv6Alone } from './lib/interfaces.ts';
import type { EdgeLimits } from './limits.ts';
import { defaultCacheDir } from './media/worker-binary/cache-dir.ts';
import type { Limits } from './protocol/signals.ts';

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

export const settings = {
  HOST: setting({
    description:
      'Address on which the web server listens; 127.0.0.1 for this machine only, :: for IPv6 as well. Default: 0.0.0.0, and :: on a machine that has IPv6 alone.',
    example: '0.0.0.0',
    fallback: undefined,
    parse: hostName,
  }),
  PORT: setting({ description: 'TCP port of the web server.', example: '3000', fallback: 3000, parse: port }),
  MEDIA_PORT: setting({
    description: 'First media port, UDP and TCP; each further worker takes the next one.',
    example: '40000',
    fallback: 40_000,
    parse: port,
  }),
  WORKERS: setting({
    description: 'Number of media workers. Default: one per processor core.',
    example: '2',
    fallback: availableParallelism(),
    parse: integer(1, 256),
  }),
  LISTEN_ADDRESS: setting({
    description: 'IP address to which the media ports are bound. Default: those of all interfaces.',
    example: '0.0.0.0',
    fallback: undefined,
    parse: ipAddress,
  }),
  DRAIN_SECONDS: setting({
    description:
      'After SIGTERM nobody else is let in, and the server waits so long for calls to end; 0: not at all, unlimited: until they have.',
    example: '60',
    fallback: 60,
    parse: secondsOrUnlimited,
  }),
  LOG_LEVEL: setting({
    description: `How much is logged: ${logLevels.join(', ')}.`,
    example: 'info',
    fallback: 'info',
    parse: oneOf(logLevels),
  }),
  MEDIASOUP_WORKER_BIN: setting({
    description:
      'Path of a mediasoup-worker binary to use. Default: found, downloaded or built at the first start.',
    example: '/usr/local/bin/mediasoup-worker',
    fallback: undefined,
    parse: text => text,
  }),
  ...networkSettings,
  ...accessSettings,
  ...limitSettings,
};

export interface Config extends AccessConfig, NetworkConfig {
  readonly host: string;
  readonly port: number;
  readonly mediaPort: number;
  readonly workers: number;
  readonly listenAddress: string | undefined;
  /** `null`: without limit. */
  readonly drainSeconds: number | null;
  readonly logLevel: string;
  readonly workerBin: string | undefined;
  /** Directory for what is made once per machine. */
  readonly cacheDir: string;
  /** What one session is allowed. */
  readonly limits: Limits;
  /** What the server bears as a whole. */
  readonly edge: EdgeLimits;
  /** Names in the environment that are nearly those of settings, and have no effect. */
  readonly misspelt: readonly MisspeltName[];
}

/** Every mistake in the settings, one sentence each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly mistakes: readonly string[];

  constructor(mistakes: readonly string[]) {
    super(mistakes.join('\n'));
    this.mistakes = mistakes;
  }
}

/**
 * Reads and checks all settings. An empty value counts as not set. Throws ConfigError with every mistake at once. `interfaces` are
 * those of this machine: the default of HOST, and whether that is public, depend on them.
 */
export function loadConfig(
  environment: NodeJS.ProcessEnv,
  interfaces: Interfaces = networkInterfaces(),
): Config {
  const mistakes: string[] = [];
  const values = readSettings(settings, environment, mistakes);
  const config = {
    ...configOf(values, defaultCacheDir(environment), interfaces),
    misspelt: misspeltIn(environment),
  };
  const malformed = mistakes.length > 0;
  mistakes.push(...conflicts(config), ...networkConflicts(values), ...limitConflicts(values));
  // With a malformed key, say, it would complain that there is none.
  if (!malformed) mistakes.push(...accessConflicts(values, { ...config, interfaces }));
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return Object.freeze(config);
}

/** They are no mistakes: another program may have them. */
export function misspeltIn(environment: NodeJS.ProcessEnv): MisspeltName[] {
  const known = Object.entries<Setting<unknown>>(settings).flatMap(([name, { secret }]) =>
    secret ? [name, `${name}_FILE`] : [name],
  );
  return misspeltNames(Object.keys(environment), known);
}

function configOf(
  values: Values<typeof settings>,
  cacheDir: string,
  interfaces: Interfaces,
): Omit<Config, 'misspelt'> {
  return {
    host: values.HOST ?? (hasIPv6Alone(interfaces) ? '::' : '0.0.0.0'),
    port: values.PORT,
    mediaPort: values.MEDIA_PORT,
    workers: values.WORKERS,
    listenAddress: values.LISTEN_ADDRESS,
    drainSeconds: values.DRAIN_SECONDS,
    logLevel: values.LOG_LEVEL,
    workerBin: values.MEDIASOUP_WORKER_BIN,
    cacheDir,
    ...networkConfig(values),
    ...accessConfig(values),
    limits: sessionLimits(values),
    edge: edgeLimits(values),
  };
}

/** Mistakes that no setting makes alone. */
function conflicts({ port: http, mediaPort, workers, metrics }: Config): string[] {
  const last = mediaPort + workers - 1;
  const found: string[] = [];
  if (last > 65_535)
    found.push(`MEDIA_PORT ${mediaPort} leaves no room for ${workers} workers: the last port is 65535.`);
  if (http >= mediaPort && http <= last)
    found.push(`PORT ${http} is one of the media ports, ${mediaPort} to ${last}.`);
  if (metrics && metrics.port >= mediaPort && metrics.port <= last)
    found.push(`METRICS_PORT ${metrics.port} is one of the media ports, ${mediaPort} to ${last}.`);
  if (metrics?.port === http)
    found.push(`METRICS_PORT ${http} is the PORT of the web server: they need two.`);
  return found;
}
