/**
 * The logger. `info` is one line per life-cycle transition, nothing that can happen more than once a second;
 * secrets never reach a line.
 */
import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

const names = ['token', 'secret', 'passcode', 'password', 'credential', 'authorization'];
const secrets = [...names.flatMap(name => [name, `*.${name}`]), 'iceParameters'];

/** JSON lines to standard output, or to `destination`. `level` is one of pino's, or `silent`. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = { level, base: null, redact: secrets };
  return destination ? pino(options, destination) : pino(options);
}
