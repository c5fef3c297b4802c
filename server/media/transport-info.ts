/**
 * What a client is told of a transport, and what the worker is told of a client's side of one: the two differ in little from what they
 * are made of, in one place for every kind of transport.
 */
import type { TransportInfo } from '../protocol/rtp.ts';
import type { DtlsParameters, EngineTransport } from './engine.ts';
import type { OfferCandidates } from './offered-candidates.ts';

/** `offer`: what becomes of the engine's candidates; undefined: they are offered as they are. */
export function transportInfo(transport: EngineTransport, offer: OfferCandidates | undefined): TransportInfo {
  const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
  return {
    transportId: id,
    iceParameters,
    iceCandidates: offer ? offer(iceCandidates) : iceCandidates,
    dtlsParameters,
  };
}

/** The worker compares fingerprints as text, and its own are in upper case. */
export function forWorker({ fingerprints, ...rest }: DtlsParameters): DtlsParameters {
  return { ...rest, fingerprints: fingerprints.map(each => ({ ...each, value: each.value.toUpperCase() })) };
}
