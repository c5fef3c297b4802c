/**
 * How good this peer's connection is and what limits it, from successive samples of statistics: one bad sample changes nothing, and
 * neither do the first seconds, in which every browser feels its way. Pure: no timers, no clock but that of the samples.
 */
import type { Quality } from '#protocol/signals.ts';
import type { PathState } from './generation.ts';
import {
  cpuSymptom,
  delayOf,
  downloadLoss,
  type Severity,
  type Symptoms,
  thinSymptom,
  uploadSymptom,
} from './quality-symptoms.ts';
import { ThinVideos } from './quality-thin.ts';
import type { CallStats, ReceivedStats, SentStats } from './stats.ts';

export interface Circumstances {
  path: PathState;
  /** Whether what arrives badly is not this peer's to answer for: paused, or sent by a peer whose own connection is not good. */
  isExcused(received: ReceivedStats): boolean;
}

type Limit = keyof Symptoms;

const levels = ['good', 'fair', 'poor'] as const;
// Of two that are as bad, the first is told.
const limits: readonly Limit[] = ['upload', 'download', 'cpu'];

/** Milliseconds that a source may take until what is sent of it is judged. */
const settling = 10_000;
/** Samples in a row that make it worse, and better. */
const samplesToPoor = 2;
const samplesToFair = 3;
const samplesToBetter = 3;
/** Samples within which others report what is their own. */
const samplesToTell = 2;

export class QualityAssessment {
  readonly #course: Record<Limit, Course> = {
    upload: new Course(),
    download: new Course(),
    cpu: new Course(),
  };
  #sent = new Since();
  #thin = new ThinVideos();
  #lossySamples = 0;

  /** To be called with samples about 2 s apart. */
  assess(stats: CallStats, { path, isExcused }: Circumstances): Quality {
    if (path === 'interrupted') {
      this.#beginAnew();
      return { level: 'poor', limit: 'interrupted' };
    }
    const received = stats.received.filter(source => !isExcused(source));
    const sent = this.#sent.settled(stats.at, stats.sent);
    const download = this.#download(stats.at, received);
    // Where the way down is full, delay is the delay of that.
    const delay = download > 0 ? 0 : delayOf(stats);
    this.#course.download.add(download);
    this.#course.upload.add(uploadSymptom(stats.sent, delay, sent));
    this.#course.cpu.add(cpuSymptom(stats.sent));
    return this.#worst();
  }

  /** Loss counts only once it has lasted, so that whoever loses it on their way up has the time to say so. */
  #download(at: number, received: ReceivedStats[]): Severity {
    const lost = downloadLoss(received);
    this.#lossySamples = lost > 0 ? this.#lossySamples + 1 : 0;
    const thin = thinSymptom(this.#thin.of(at, received));
    return this.#lossySamples > samplesToTell && lost > thin ? lost : thin;
  }

  #worst(): Quality {
    let quality: Quality = { level: 'good', limit: null };
    let worst: Severity = 0;
    for (const limit of limits) {
      const { severity } = this.#course[limit];
      if (severity <= worst) continue;
      worst = severity;
      quality = { level: levels[severity], limit };
    }
    return quality;
  }

  /** Another path may carry more or less than the one before. */
  #beginAnew(): void {
    for (const limit of limits) this.#course[limit] = new Course();
    this.#sent = new Since();
    this.#thin = new ThinVideos();
    this.#lossySamples = 0;
  }
}

/** What is to be sent of a source, in bit/s: more than before has to be tried out first. */
function wantedOf({ layers }: SentStats): number {
  return layers.reduce((total, { active, wanted }) => total + (active ? (wanted ?? 1) : 0), 0);
}

/** One thing that may be wrong, over time. */
class Course {
  severity: Severity = 0;
  #last: Severity[] = [];

  add(now: Severity): void {
    this.#last = [...this.#last, now].slice(-samplesToBetter);
    if (this.#lately(samplesToPoor, 2)) this.severity = 2;
    else if (this.severity < 1 && this.#lately(samplesToFair, 1)) this.severity = 1;
    const worst = this.#last.includes(2) ? 2 : this.#last.includes(1) ? 1 : 0;
    if (this.#last.length === samplesToBetter && worst < this.severity) this.severity = worst;
  }

  #lately(samples: number, severity: Severity): boolean {
    return this.#last.length >= samples && this.#last.slice(-samples).every(each => each >= severity);
  }
}

/** Since when each source has been as it is. */
class Since {
  #seen = new Map<string, { at: number; wanted: number }>();

  /** Ids of those of which no more is wanted than a while ago; forgets those that are gone. */
  settled(at: number, sources: SentStats[]): Set<string> {
    const seen = new Map<string, { at: number; wanted: number }>();
    for (const source of sources) {
      const wanted = wantedOf(source);
      const before = this.#seen.get(source.producerId);
      seen.set(source.producerId, { at: before && wanted <= before.wanted ? before.at : at, wanted });
    }
    this.#seen = seen;
    return new Set(
      [...seen].filter(([, since]) => at - since.at >= settling).map(([producerId]) => producerId),
    );
  }
}
