/**
 * The logger. `info` is one line per life-cycle transition, nothing that can happen more than once a second;
 * secrets never reach a line.
 */
import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

const secrets = ['token', 'password', 'credential', 'iceParameters', '*.token', '*.password', '*.credential'];

/** JSON lines to standard output, or to `destination`. `level` is one of pino's, or `silent`. */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = { level, base: null, redact: secrets };
  return destination ? pino(options, destination) : pino(options);
}
