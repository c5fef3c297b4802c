/**
 * The logger. `info` is one line per life-cycle transition, nothing that can happen more than once a second;
 * secrets never reach a line.
 */
import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

/** Of what a line is given, at whatever depth; what a child is bound to is not looked at. Nothing logs these now: this is for the day when something does. */
const secrets = new Set([
  'token',
  'resumeToken',
  'secret',
  'passcode',
  'password',
  'credential',
  'authorization',
  'iceParameters',
]);
const deepest = 10;

/**
 * JSON lines to standard output, or to `destination`. `level` is one of pino's, or `silent`. Not by pino's own `redact`: with paths for six
 * levels it took 30 us a line, and this takes 1.
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = { level, base: null, formatters: { log: (fields: object) => censorAll(fields) } };
  return destination ? pino(options, destination) : pino(options);
}

function censorAll(fields: object, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      secrets.has(name) ? '[Redacted]' : censor(value, depth),
    ]),
  );
}

/** Plain data only: an error, or a date, is for pino's own ways with it. */
function censor(value: unknown, depth: number): unknown {
  if (Array.isArray(value)) return depth < deepest ? value.map(each => censor(each, depth + 1)) : '[Deep]';
  if (!isPlain(value)) return value;
  return depth < deepest ? censorAll(value, depth + 1) : '[Deep]';
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
