/** Under which addresses the web server is opened by people, as far as the settings and the machine tell. Pure. */
import { isIPv6 } from 'node:net';
import type { Config } from './config.ts';
import { isLoopbackAddress } from './lib/addresses.ts';
import { type Interfaces, usableAddresses } from './lib/interfaces.ts';

export interface Urls {
  /** On this machine. */
  here: string;
  /** From other devices of its networks; empty where it listens on one address only. */
  elsewhere: readonly string[];
}

export function urlsOf(
  { host, port, tls }: Pick<Config, 'host' | 'port' | 'tls'>,
  interfaces: Interfaces,
): Urls {
  const urlOf = (name: string) =>
    `${tls.kind === 'off' ? 'http' : 'https'}://${isIPv6(name) ? `[${name}]` : name}:${port}`;
  if (host !== '0.0.0.0' && host !== '::') return { here: urlOf(host), elsewhere: [] };
  const others = usableAddresses(interfaces).filter(
    address => !isLoopbackAddress(address) && (host === '::' || !isIPv6(address)),
  );
  return { here: urlOf('localhost'), elsewhere: others.map(urlOf) };
}
