/** What peers have counted together. Pure. */
import type { PeerReport } from '../report/peer-report.ts';
import type { ProcessSample } from '../report/report.ts';

export type Totals = Pick<
  ProcessSample,
  | 'receivedPackets'
  | 'receivedBytes'
  | 'lost'
  | 'sentPackets'
  | 'sentBytes'
  | 'freezes'
  | 'reconnects'
  | 'failures'
>;

export function totalsOf(reports: readonly PeerReport[]): Totals {
  const totals = {
    ...{ receivedPackets: 0, receivedBytes: 0, lost: 0, freezes: 0 },
    ...{ sentPackets: 0, sentBytes: 0, reconnects: 0, failures: 0 },
  };
  for (const { received, sent, visits, reconnects } of reports) {
    for (const { packets, bytes, lost, freezes } of received) {
      totals.receivedPackets += packets;
      totals.receivedBytes += bytes;
      totals.lost += lost;
      totals.freezes += freezes;
    }
    for (const { packets, bytes } of sent) {
      totals.sentPackets += packets;
      totals.sentBytes += bytes;
    }
    totals.reconnects += reconnects;
    totals.failures += visits.filter(({ failure }) => failure !== undefined).length;
  }
  return totals;
}

/** What joining took of those whose answer came after `from` and not after `to`, milliseconds since the run began. */
export function joinTimes(reports: readonly PeerReport[], from: number, to: number): number[] {
  return reports.flatMap(({ visits }) =>
    visits.flatMap(({ at, joined }) => {
      const isNew = joined !== undefined && at + joined > from && at + joined <= to;
      return isNew ? [joined] : [];
    }),
  );
}
