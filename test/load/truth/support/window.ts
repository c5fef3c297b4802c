/** What a witness saw from one moment to another: the difference of two reports, each with the moment at which it was true. Pure but for the clock. */
import type { PeerReport } from '../../report/peer-report.ts';
import { type Client, clients, type Witness } from './witnesses.ts';

export interface Look {
  readonly report: PeerReport;
  /** Between which moments it was taken, in milliseconds. */
  readonly asked: number;
  readonly answered: number;
}

const counted = ['packets', 'bytes', 'lost', 'recovered', 'frames', 'freezes', 'frozen', 'rejected'] as const;
type Counts = Record<(typeof counted)[number] | 'jitter', number>;

export interface Seen {
  readonly seconds: number;
  /** By how many seconds either end may be off. */
  readonly edge: number;
  readonly audio: Counts;
  readonly video: Counts;
}

/** A look by each at about the same time. */
export async function gathered(witnesses: readonly Witness[]): Promise<Record<Client, Look>> {
  const looks = await Promise.all(
    witnesses.map(async ({ client, report }) => {
      const asked = performance.now();
      return [client, { report: await report(), asked, answered: performance.now() }] as const;
    }),
  );
  return Object.fromEntries(looks) as Record<Client, Look>;
}

export function seenByAll(begin: Record<Client, Look>, end: Record<Client, Look>): Record<Client, Seen> {
  const seen = clients.map(client => [client, seenBetween(begin[client], end[client])] as const);
  return Object.fromEntries(seen) as Record<Client, Seen>;
}

function seenBetween(begin: Look, end: Look): Seen {
  const of = (kind: 'audio' | 'video') => {
    const before = sums(begin.report, kind);
    const after = sums(end.report, kind);
    const grown = counted.map(name => [name, after[name] - before[name]] as const);
    return { ...Object.fromEntries(grown), jitter: after.jitter } as Counts;
  };
  return {
    seconds: (end.answered - begin.answered) / 1000,
    edge: Math.max(begin.answered - begin.asked, end.answered - end.asked) / 1000,
    audio: of('audio'),
    video: of('video'),
  };
}

/** Of all streams of a kind; the jitter is their mean. */
function sums({ received }: PeerReport, kind: 'audio' | 'video'): Counts {
  const streams = received.filter(stream => stream.kind === kind);
  const sum = (name: (typeof counted)[number] | 'jitter') =>
    streams.reduce((total, stream) => total + stream[name], 0);
  const total = Object.fromEntries(counted.map(name => [name, sum(name)]));
  return { ...total, jitter: sum('jitter') / Math.max(1, streams.length) } as Counts;
}
