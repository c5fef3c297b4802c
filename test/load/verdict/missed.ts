/** Who should have heard or seen somebody, and did not: a failure that no error tells. Pure. */

import { kindOf } from '../../../server/protocol/words.ts';
import type { PeerResult } from '../report/peer-schema.ts';
import type { PlannedPeer } from '../scenario/scenario.ts';

/** Two must be inside together for so long before anything is expected. */
const grace = 5_000; // ms

export interface Missed {
  readonly audio: number[];
  readonly video: number[];
}

/** Numbers of peers, once for each visit in which nothing came. `ended`: milliseconds since the run began. */
export function missedMedia(
  peers: readonly PlannedPeer[],
  results: readonly PeerResult[],
  ended: number,
): Missed {
  const planned = new Map(peers.map(peer => [peer.number, peer]));
  const rooms = Map.groupBy(results.filter(isSending), ({ report }) => report.room);
  const missedOf = (kind: 'audio' | 'video') =>
    results.flatMap(({ report }) => {
      const peer = planned.get(report.number);
      if (!peer || !wants(peer, kind)) return [];
      const senders = (rooms.get(report.room) ?? []).flatMap(
        ({ report: { number } }) => planned.get(number) ?? [],
      );
      const others = senders.filter(({ number, sources }) => {
        return number !== peer.number && sources.some(source => kindOf(source) === kind);
      });
      return report.visits
        .filter(visit => visit.failure === undefined && visit.joined !== undefined)
        .filter(visit => visit[kind === 'audio' ? 'firstAudio' : 'firstVideo'] === undefined)
        .filter(visit => isWithAny(others, spanOf(peer, visit.at, ended), ended))
        .map(() => report.number);
    });
  return { audio: missedOf('audio'), video: missedOf('video') };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function isSending({ report }: PeerResult): boolean {
  return report.sent.some(({ packets }) => packets > 0);
}

function wants({ layout }: PlannedPeer, kind: 'audio' | 'video'): boolean {
  return layout !== 'none' && (kind === 'audio' || layout !== 'audio');
}

function spanOf(peer: PlannedPeer, at: number, ended: number): Span {
  const visit = peer.visits.findLast(({ from }) => from <= at + 1);
  return { from: at, to: Math.min(visit?.to ?? ended, ended) };
}

function isWithAny(others: readonly PlannedPeer[], { from, to }: Span, ended: number): boolean {
  return others.some(({ visits }) =>
    visits.some(visit => Math.min(visit.to, to, ended) - Math.max(visit.from, from) >= grace),
  );
}
