/**
 * The way that one transport has found to the server, from the browser's report of it. No address of anybody is in it. Pure.
 */
import { bitrate, milliseconds, type Report } from './stats-report.ts';

export interface PathStats {
  /** Between this browser and the server, or the relay where there is one; null while no way is found. */
  protocol: 'udp' | 'tcp' | 'tls' | null;
  /** Through a TURN server. */
  relayed: boolean;
  /** Kinds of ICE candidates, such as `host`, `srflx`, `relay`. */
  localCandidate: string | null;
  remoteCandidate: string | null;
  /** Milliseconds. */
  roundTrip: number | null;
  /** bit/s that the browser believes it can send; null where it does not tell. */
  availableOutgoing: number | null;
  bytesSent: number;
  bytesReceived: number;
  /** bit/s. */
  sending: number | null;
  receiving: number | null;
}

export function pathStats(now: Report, before: Report | undefined): PathStats {
  const transport = [...now.values()].find(({ type }) => type === 'transport');
  const pair = now.get(transport?.selectedCandidatePairId ?? '');
  const local = now.get(pair?.localCandidateId ?? '');
  const remote = now.get(pair?.remoteCandidateId ?? '');
  const relayed = local?.candidateType === 'relay';
  return {
    protocol: asProtocol(relayed ? local.relayProtocol : local?.protocol),
    relayed,
    localCandidate: local?.candidateType ?? null,
    remoteCandidate: remote?.candidateType ?? null,
    roundTrip: milliseconds(pair?.currentRoundTripTime),
    availableOutgoing: pair?.availableOutgoingBitrate ?? null,
    bytesSent: pair?.bytesSent ?? 0,
    bytesReceived: pair?.bytesReceived ?? 0,
    sending: pair ? bitrate(pair, before, 'bytesSent') : null,
    receiving: pair ? bitrate(pair, before, 'bytesReceived') : null,
  };
}

function asProtocol(word: string | undefined): PathStats['protocol'] {
  return word === 'udp' || word === 'tcp' || word === 'tls' ? word : null;
}
