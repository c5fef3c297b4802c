/**
 * All settings: their names, defaults, meanings and checks, in one table. The only file that reads the environment.
 */
import { isIP } from 'node:net';
import { availableParallelism } from 'node:os';
import { defaultCacheDir } from './media/worker-binary/cache-dir.ts';

interface Setting<T> {
  /** As it stands in .env.example. */
  description: string;
  /** What the default is in words, where it is not `example`. */
  example: string;
  fallback: T;
  /** Throws a sentence that says what the value must be. */
  parse(text: string): T;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

function setting<T>(entry: Setting<T>): Setting<T> {
  return entry;
}

export const settings = {
  HOST: setting({
    description: 'Address on which the web server listens; 127.0.0.1 for this machine only.',
    example: '0.0.0.0',
    fallback: '0.0.0.0',
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
  ANNOUNCED_ADDRESS: setting({
    description:
      'IP address or host name under which clients reach the media ports, where it is not the bound one (NAT, container). Default: the bound addresses.',
    example: '203.0.113.7',
    fallback: undefined,
    parse: hostName,
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
};

export interface Config {
  readonly host: string;
  readonly port: number;
  readonly mediaPort: number;
  readonly workers: number;
  readonly listenAddress: string | undefined;
  readonly announcedAddress: string | undefined;
  readonly logLevel: string;
  readonly workerBin: string | undefined;
  /** Directory for what is made once per machine. */
  readonly cacheDir: string;
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

/** Reads and checks all settings. An empty value counts as not set. Throws ConfigError with every mistake at once. */
export function loadConfig(environment: NodeJS.ProcessEnv): Config {
  const mistakes: string[] = [];
  const read = <T>(name: keyof typeof settings, { parse, fallback }: Setting<T>): T => {
    const text = environment[name]?.trim();
    if (!text) return fallback;
    try {
      return parse(text);
    } catch (error) {
      mistakes.push(`${name} ${(error as Error).message}, not "${text}".`);
      return fallback;
    }
  };
  const config: Config = {
    host: read('HOST', settings.HOST),
    port: read('PORT', settings.PORT),
    mediaPort: read('MEDIA_PORT', settings.MEDIA_PORT),
    workers: read('WORKERS', settings.WORKERS),
    listenAddress: read<string | undefined>('LISTEN_ADDRESS', settings.LISTEN_ADDRESS),
    announcedAddress: read<string | undefined>('ANNOUNCED_ADDRESS', settings.ANNOUNCED_ADDRESS),
    logLevel: read('LOG_LEVEL', settings.LOG_LEVEL),
    workerBin: read<string | undefined>('MEDIASOUP_WORKER_BIN', settings.MEDIASOUP_WORKER_BIN),
    cacheDir: defaultCacheDir(environment),
  };
  mistakes.push(...conflicts(config));
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return Object.freeze(config);
}

/** Mistakes that no setting makes alone. */
function conflicts({ port: http, mediaPort, workers, announcedAddress }: Config): string[] {
  const last = mediaPort + workers - 1;
  const found: string[] = [];
  if (last > 65_535)
    found.push(`MEDIA_PORT ${mediaPort} leaves no room for ${workers} workers: the last port is 65535.`);
  if (http >= mediaPort && http <= last)
    found.push(`PORT ${http} is one of the media ports, ${mediaPort} to ${last}.`);
  if (announcedAddress === '0.0.0.0' || announcedAddress === '::') {
    found.push(`ANNOUNCED_ADDRESS must be an address that clients can send to, not "${announcedAddress}".`);
  }
  return found;
}

function integer(minimum: number, maximum: number): (text: string) => number {
  return text => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    throw new Error(`must be a whole number from ${minimum} to ${maximum}`);
  };
}

function port(text: string): number {
  return integer(1, 65_535)(text);
}

function oneOf(words: readonly string[]): (text: string) => string {
  return text => {
    if (words.includes(text)) return text;
    throw new Error(`must be one of ${words.join(', ')}`);
  };
}

function ipAddress(text: string): string {
  if (isIP(text) !== 0) return text;
  throw new Error('must be an IPv4 or IPv6 address');
}

function hostName(text: string): string {
  const label = '[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
  const looksLikeAddress = /^[\d.]+$/.test(text);
  if (isIP(text) !== 0 || (!looksLikeAddress && new RegExp(`^${label}(\\.${label})*$`).test(text)))
    return text;
  throw new Error('must be an IP address or a host name');
}
