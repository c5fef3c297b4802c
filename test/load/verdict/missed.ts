/** Who should have heard or seen somebody, and did not: a failure that no error tells. Pure. */

import { kindOf } from '../../../server/protocol/words.ts';
import type { PeerResult } from '../report/peer-schema.ts';
import type { PlannedPeer } from '../scenario/scenario.ts';

/** Two must be inside together for so long before anything is expected. */
const grace = 5_000; // ms
/** Who was there so long before others came was sending when they did. */
const settled = 3_000; // ms

export interface Missed {
  readonly audio: number[];
  readonly video: number[];
}

type Kind = keyof Missed;
type Visit = PeerResult['report']['visits'][number];

/** Numbers of peers, once for each visit in which nothing came. `ended`: milliseconds since the run began. */
export function missedMedia(
  peers: readonly PlannedPeer[],
  results: readonly PeerResult[],
  ended: number,
): Missed {
  const planned = new Map(peers.map(peer => [peer.number, peer]));
  const senders = Map.groupBy(
    results.filter(({ report }) => report.sent.some(({ packets }) => packets > 0)),
    ({ report }) => report.room,
  );
  const missed = (kind: Kind) =>
    results.flatMap(({ report }) => {
      const peer = planned.get(report.number);
      if (!peer || !wants(peer, kind)) return [];
      const others = (senders.get(report.room) ?? [])
        .flatMap(sender => planned.get(sender.report.number) ?? [])
        .filter(other => other !== peer && other.sources.some(source => kindOf(source) === kind));
      return report.visits
        .filter(visit => cameToNothing(report, visit, kind, others, endOf(peer, visit, ended)))
        .map(() => report.number);
    });
  return { audio: missed('audio'), video: missed('video') };
}

/** The time to first media is told of those only who came when others were sending; of all others, whether anything ever came. */
function cameToNothing(
  { received }: PeerResult['report'],
  visit: Visit,
  kind: Kind,
  others: readonly PlannedPeer[],
  end: number,
): boolean {
  if (visit.failure !== undefined || visit.joined === undefined) return false;
  if (visit[kind === 'audio' ? 'firstAudio' : 'firstVideo'] !== undefined) return false;
  const gotNone = !received.some(stream => stream.kind === kind && stream.packets > 0);
  const latestStart = gotNone ? Infinity : visit.at - settled;
  return others.some(({ visits }) =>
    visits.some(
      ({ from, to }) => from <= latestStart && Math.min(to, end) - Math.max(from, visit.at) >= grace,
    ),
  );
}

function wants({ layout }: PlannedPeer, kind: Kind): boolean {
  return layout !== 'none' && (kind === 'audio' || layout !== 'audio');
}

function endOf(peer: PlannedPeer, { at }: Visit, ended: number): number {
  const visit = peer.visits.findLast(({ from }) => from <= at + 1);
  return Math.min(visit?.to ?? ended, ended);
}
