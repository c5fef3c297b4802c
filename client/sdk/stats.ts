/**
 * The statistics of a call in one typed shape, from what the browser reports of both transports. Rates are those of the last
 * second or two, whoever asks and how often. Knows no transport: it is handed reports.
 */
import { type PathStats, pathStats } from './stats-path.ts';
import { type ReceivedSource, type ReceivedStats, receivedStats } from './stats-received.ts';
import type { Report } from './stats-report.ts';
import { type SentSource, type SentStats, sentStats } from './stats-sent.ts';

export type { PathStats } from './stats-path.ts';
export type { ReceivedStats } from './stats-received.ts';
export type { SentLayer, SentStats } from './stats-sent.ts';

/** Rates are null in the first sample, everything else where the browser does not tell. */
export interface CallStats {
  /** Milliseconds, clock of this browser (performance.now()). */
  at: number;
  /** One for each published source. */
  sent: SentStats[];
  /** One for each source that arrives. */
  received: ReceivedStats[];
  sendPath: PathStats;
  recvPath: PathStats;
}

/** What a media generation knows at one moment. */
export interface RawStats {
  reports: { send: Report; recv: Report };
  sent: SentSource[];
  received: ReceivedSource[];
}

interface Sample {
  at: number;
  reports: RawStats['reports'];
}

/** Milliseconds over which rates are taken, at least. */
const span = 1_000;

export class StatsReader {
  #samples: Sample[] = [];

  /** `at`: when the reports were taken, performance.now(). */
  read({ reports, sent, received }: RawStats, at: number): CallStats {
    const before = (this.#samples.findLast(sample => at - sample.at >= span) ?? this.#samples[0])?.reports;
    this.#remember({ at, reports });
    return {
      at,
      sent: sent.map(source => sentStats(source, reports.send, before?.send)),
      received: received.map(source => receivedStats(source, reports.recv, before?.recv)),
      sendPath: pathStats(reports.send, before?.send),
      recvPath: pathStats(reports.recv, before?.recv),
    };
  }

  /** Keeps the newest that is old enough, and what came since. */
  #remember(sample: Sample): void {
    const oldest = this.#samples.findLastIndex(({ at }) => sample.at - at >= span);
    this.#samples = [...this.#samples.slice(Math.max(0, oldest)), sample];
  }
}
