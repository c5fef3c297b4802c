/**
 * What a setting is, how all of a table are read, and the checks that more than one setting needs. Knows no setting; the environment
 * is handed in.
 */
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';

export interface Setting<T> {
  /** As it stands in .env.example. */
  description: string;
  /** What the default is in words, where it is not `example`. */
  example: string;
  fallback: T;
  /** Its value is never shown: a mistake is told without it. */
  secret?: true;
  /** Throws a sentence that says what the value must be. */
  parse(text: string): T;
}

export type Values<Settings> = {
  readonly [Name in keyof Settings]: Settings[Name] extends Setting<infer T> ? T : never;
};

export function setting<T>(entry: Setting<T>): Setting<T> {
  return entry;
}

/** A whole number within bounds, with a default that is the same on every machine. */
export function numberSetting(
  description: string,
  fallback: number,
  [minimum, maximum]: readonly [number, number],
): Setting<number> {
  return { description, example: String(fallback), fallback, parse: integer(minimum, maximum) };
}

/**
 * An empty value counts as not set, a blank secret as a mistake: a mount may have failed. A secret NAME can stand in a file, of which
 * NAME_FILE is the path. What cannot be read is told to `mistakes`, and is the default in the result.
 */
export function readSettings<Settings extends Record<string, Setting<unknown>>>(
  settings: Settings,
  environment: NodeJS.ProcessEnv,
  mistakes: string[],
): Values<Settings> {
  const read = ([name, { parse, fallback, secret }]: [string, Setting<unknown>]) => {
    const given = secret ? secretOf(name, environment, mistakes) : environment[name];
    const text = given?.trim();
    if (secret && text === '' && given !== '') mistakes.push(`${name} is blank.`);
    if (!text) return [name, fallback];
    try {
      return [name, parse(text)];
    } catch (error) {
      mistakes.push(`${name} ${(error as Error).message}${secret ? '' : `, not "${shown(text)}"`}.`);
      return [name, fallback];
    }
  };
  return Object.fromEntries(Object.entries(settings).map(read)) as Values<Settings>;
}

/** An empty file is a blank secret. */
function secretOf(name: string, environment: NodeJS.ProcessEnv, mistakes: string[]): string | undefined {
  const file = environment[`${name}_FILE`];
  if (environment[name] || !file) return environment[name];
  try {
    return readFileSync(file, 'utf8') || ' ';
  } catch (error) {
    mistakes.push(`${name}_FILE cannot be read: ${(error as Error).message}.`);
    return undefined;
  }
}

/** Without what may be a password in a URL, and not longer than what a person would read. */
function shown(text: string): string {
  const harmless = text.replace(/\/\/[^/@\s]*@/g, '//…@');
  return harmless.length > 200 ? `${harmless.slice(0, 200)}…` : harmless;
}

export function integer(minimum: number, maximum: number): (text: string) => number {
  return text => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    throw new Error(`must be a whole number from ${minimum} to ${maximum}`);
  };
}

const longestWait = 86_400;

/** `null`: without limit. */
export function secondsOrUnlimited(text: string): number | null {
  if (text === 'unlimited') return null;
  try {
    return integer(0, longestWait)(text);
  } catch {
    throw new Error(`must be unlimited, or a whole number of seconds from 0 to ${longestWait}`);
  }
}

export function port(text: string): number {
  return integer(1, 65_535)(text);
}

/** `null`: none. */
export function portOrOff(text: string): number | null {
  if (text === 'off') return null;
  try {
    return port(text);
  } catch {
    throw new Error('must be off, or a whole number from 1 to 65535');
  }
}

export function oneOf<const Words extends readonly string[]>(words: Words): (text: string) => Words[number] {
  return text => {
    const found = words.find(word => word === text);
    if (found !== undefined) return found;
    throw new Error(`must be one of ${words.join(', ')}`);
  };
}

export function ipAddress(text: string): string {
  if (isIP(text) !== 0) return text;
  throw new Error('must be an IPv4 or IPv6 address');
}

export function hostName(text: string): string {
  const label = '[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
  const looksLikeAddress = /^([\d.]+|0x[\da-f.x]*)$/i.test(text);
  if (isIP(text) !== 0 || (!looksLikeAddress && new RegExp(`^${label}(\\.${label})*$`).test(text)))
    return text;
  throw new Error('must be an IP address or a host name');
}

const shortestSecret = 32;

export function secretText(text: string): string {
  if ([...text].length >= shortestSecret) return text;
  throw new Error(`must have at least ${shortestSecret} characters`);
}

/** Every entry of a list between commas, each checked alone. */
export function listOf(entry: (text: string) => string): (text: string) => readonly string[] {
  return text => text.split(',').map(part => entry(part.trim()));
}

/** An http(s) URL that carries no credentials, and a host without the oddities that URLs allow; undefined when it is none. */
export function httpUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined;
  return /^(\[[\da-f:.]+\]|[\w.-]+)$/.test(url.hostname) ? url : undefined;
}

/** Scheme, host and port of a site, as browsers write them in `Origin`. */
export function origin(text: string): string {
  const url = httpUrl(text);
  if (url && url.pathname === '/' && !/[?#]/.test(text)) return url.origin;
  throw new Error('must be an origin, such as https://meet.example.org, without a path');
}

/** Origins between commas; `*` for every site, `none` for no other. */
export function origins(text: string): readonly string[] | '*' {
  if (text === '*') return text;
  if (text === 'none') return [];
  try {
    return listOf(origin)(text);
  } catch {
    throw new Error('must be *, none, or origins between commas, such as https://example.org');
  }
}
