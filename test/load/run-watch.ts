/**
 * What is watched while a run lasts, apart from the processes of peers: the server, the machine, the browsers. It begins when they begin,
 * by the same clock.
 */
import type { BrowserPeers } from './browsers/browser-peers.ts';
import type { ProcessListener } from './process/processes.ts';
import type { PeerResult } from './report/peer-schema.ts';
import type { MachineSample, ProcessSample, ServerRecord, ServerSample } from './report/report.ts';
import { MachineWatch } from './self/machine-watch.ts';
import { ServerWatch, type WatchedServer } from './server-side/server-watch.ts';
import { until } from './until.ts';

/** Before the others leave: browsers tell of the streams that they have, not of those that they had. */
const browsersAhead = 500; // ms

export interface RunProgress {
  readonly process: number;
  readonly sample: ProcessSample;
  /** Milliseconds that joining took, of those who did since the last sample of the process. */
  readonly joins: readonly number[];
  readonly server: ServerSample | undefined;
}

export interface RunWatchOptions extends WatchedServer {
  /** Milliseconds from the beginning. */
  readonly end: number;
  /** They are open, and join when the run begins. Whoever opened them closes them. */
  readonly browsers: BrowserPeers | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: RunProgress) => void;
}

export interface Watched {
  /** Milliseconds since 1970; all other times from there. */
  readonly began: number;
  readonly ended: number;
  readonly interrupted: boolean;
  readonly machine: MachineSample[];
  readonly server: ServerRecord;
  readonly browsers: readonly PeerResult[];
}

export class RunWatch implements ProcessListener {
  readonly #options: RunWatchOptions;
  #began = { date: Date.now(), at: performance.now() };
  #server: ServerWatch | undefined;
  #machine: MachineWatch | undefined;
  #told: Promise<readonly PeerResult[]> = Promise.resolve([]);

  constructor(options: RunWatchOptions) {
    this.#options = options;
  }

  onBegin(date: number): void {
    const at = performance.now() + (date - Date.now());
    this.#began = { date, at };
    this.#server = new ServerWatch(this.#options, at);
    this.#machine = new MachineWatch(at);
    this.#told = this.#watchBrowsers(at);
    this.#told.catch(() => {}); // `end` tells
  }

  onSample(process: number, sample: ProcessSample, joins: readonly number[]): void {
    this.#options.onProgress({ process, sample, joins, server: this.#server?.latest });
  }

  /** Rejects when the browsers failed. */
  async end(): Promise<Watched> {
    const { date, at } = this.#began;
    const ended = performance.now() - at;
    const browsers = await this.#told;
    const { url } = this.#options;
    return {
      ...{ began: date, ended, browsers },
      interrupted: this.#options.signal.aborted,
      machine: this.#machine?.samples ?? [],
      server: this.#server?.record() ?? { url, own: false, missing: [], samples: [] },
    };
  }

  stop(): void {
    this.#server?.stop();
    this.#machine?.stop();
  }

  async #watchBrowsers(beganAt: number): Promise<PeerResult[]> {
    const { browsers, end, signal } = this.#options;
    if (!browsers) return [];
    await until(beganAt, signal);
    await browsers.join(beganAt);
    await until(beganAt + end - browsersAhead, signal);
    const now = performance.now() - beganAt;
    return (await browsers.reports()).map(report => ({
      inside: Math.max(0, now - (report.visits[0]?.at ?? now)),
      report: JSON.parse(JSON.stringify(report)),
    }));
  }
}
