/**
 * Where webhooks may be sent. Addresses that only this machine or its network can reach are refused unless allowed: whoever sets the
 * URL, or rules over its name, could otherwise make the server talk to its neighbours. What counts is the address that is connected
 * to, so that a name that resolves to another one each time gains nothing.
 */
import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress, isReservedAddress } from '../lib/addresses.ts';

/** Its message says what is wrong with the URL, and does not repeat it: it may hold a secret. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
}

/** Throws TargetError when nothing could ever be sent to `url`. Names are only checked when they are connected to. */
export function parseTarget(url: string, allowPrivate: boolean): URL {
  if (!URL.canParse(url)) throw new TargetError('must be a URL');
  const target = new URL(url);
  if (target.protocol !== 'https:' && target.protocol !== 'http:')
    throw new TargetError('must be an http or https URL');
  if (target.username !== '' || target.password !== '')
    throw new TargetError('must not hold a user name or password');
  if (!allowPrivate && isReservedAddress(target.hostname))
    throw new TargetError('must not be an address of a private network');
  return target;
}

/** Like `lookup`, but finds only public addresses. Node asks it for every new connection to a name, and connects to what it answers. */
export function publicLookup(lookup: LookupFunction = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '');
      const addresses = (Array.isArray(found) ? found : []).filter(({ address }) => isPublicAddress(address));
      const [first] = addresses;
      if (!first) return callback(new TargetError('the name has no public address'), '');
      if (options.all) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}
