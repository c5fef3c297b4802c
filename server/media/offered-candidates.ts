/**
 * Which ICE candidates a client gets, made from those of the engine: that knows what it has bound, at most one address for each
 * socket. Pure; the addresses are handed in.
 */
import { isIPv6 } from 'node:net';
import { crc32 } from 'node:zlib';
import type { IceCandidate } from 'mediasoup/types';
import { type Interfaces, usableAddresses } from '../lib/interfaces.ts';

/** What a client is told instead of the engine's candidates. */
export type OfferCandidates = (bound: readonly IceCandidate[]) => IceCandidate[];

export interface Offer {
  /** IP addresses; empty: the bound ones are offered. */
  announced: readonly string[];
  /** The bound ones are offered beside the announced ones. */
  announceInternal: boolean;
  /** As they are now: one that is gone is no longer offered, and a wildcard stands for all of them. */
  interfaces: Interfaces;
}

/** UDP first, then TCP, each with IPv6 and IPv4 in turn (RFC 8421, section 4), so that a family that leads nowhere delays the other by one check. */
export function offeredCandidates(bound: readonly IceCandidate[], offer: Offer): IceCandidate[] {
  const addresses = inTurn(offeredAddresses(bound, offer));
  return (['udp', 'tcp'] as const).flatMap(protocol => {
    const port = bound.find(candidate => candidate.protocol === protocol)?.port;
    return port === undefined ? [] : addresses.map((ip, index) => candidateOf(protocol, ip, port, index));
  });
}

function offeredAddresses(bound: readonly IceCandidate[], offer: Offer): string[] {
  const { announced, announceInternal, interfaces } = offer;
  if (announced.length === 0) return boundAddresses(bound, interfaces);
  return [...new Set([...announced, ...(announceInternal ? boundAddresses(bound, interfaces) : [])])];
}

function boundAddresses(bound: readonly IceCandidate[], interfaces: Interfaces): string[] {
  const here = usableAddresses(interfaces);
  const all = [...new Set(bound.map(({ address }) => address))].flatMap(address => {
    if (address === '0.0.0.0') return here.filter(each => !isIPv6(each));
    return address === '::' ? here.filter(isIPv6) : [address];
  });
  const still = all.filter(address => here.includes(address));
  return still.length > 0 ? still : all; // loopback, say, which was asked for
}

/** The addresses of each family keep their order; IPv6 begins, as RFC 6724 has it. */
function inTurn(addresses: readonly string[]): string[] {
  const v6 = addresses.filter(isIPv6);
  const v4 = addresses.filter(address => !isIPv6(address));
  return Array.from({ length: Math.max(v6.length, v4.length) }, (_, index) => [v6[index], v4[index]])
    .flat()
    .filter(address => address !== undefined);
}

/** Type preferences of a host candidate by UDP (RFC 8445, section 5.1.2.2) and by TCP, which must be less (RFC 6544, section 4.2). */
const typePreference = { udp: 126, tcp: 90 } as const;
/** The highest local preference by UDP; by TCP it begins with the direction, 4 for passive in the upper 3 bits (RFC 6544, section 4.2). */
const localPreference = { udp: 65_535, tcp: 2 ** 13 * 4 + 8_191 } as const;
const component = 1; // RTP and RTCP on one port

function candidateOf(protocol: 'udp' | 'tcp', ip: string, port: number, index: number): IceCandidate {
  const local = localPreference[protocol] - index;
  return {
    // The same for the same address and protocol, in every transport (RFC 8445, section 5.1.1.3).
    foundation: String(crc32(`${protocol} ${ip}`)),
    priority: 2 ** 24 * typePreference[protocol] + 2 ** 8 * local + (256 - component),
    ip,
    address: ip,
    protocol,
    port,
    type: 'host',
    ...(protocol === 'tcp' && { tcpType: 'passive' as const }),
  };
}
