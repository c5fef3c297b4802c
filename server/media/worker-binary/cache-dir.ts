/**
 * Where this machine keeps what Plenum has built or downloaded. Reads no environment: it is handed one.
 */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** `$XDG_CACHE_HOME/plenum`, else `~/.cache/plenum`. The XDG specification says to ignore a relative path. */
export function defaultCacheDir(env: Readonly<Record<string, string | undefined>>): string {
  const { XDG_CACHE_HOME: xdg, HOME: home } = env;
  if (xdg && isAbsolute(xdg)) return join(xdg, 'plenum');
  return join(home && isAbsolute(home) ? home : homedir(), '.cache', 'plenum');
}
