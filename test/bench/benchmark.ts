/**
 * What a benchmark is to the command that runs it, and what it has to say when it is over: plain data, of which the report is made.
 */

export interface Setting {
  /** Path of the mediasoup worker, the same for everything that is compared. */
  readonly workerBin: string;
  /** Small sizes and few repetitions: to see whether it works, not what it measures. */
  readonly quick: boolean;
  /** One line of progress. */
  log(line: string): void;
}

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface NamedPlot {
  /** Of its file, without folder and ending. */
  readonly name: string;
  readonly title: string;
  readonly svg: string;
}

/** What was promised, what came of it. `undefined`: it cannot be told from this run. */
export interface Verdict {
  readonly promise: string;
  readonly measured: string;
  readonly kept: boolean | undefined;
}

export interface Outcome {
  readonly tables: readonly Table[];
  readonly plots?: readonly NamedPlot[];
  readonly verdicts: readonly Verdict[];
  /** What a reader must know to believe the figures, or not to. */
  readonly remarks: readonly string[];
  /** What the README tells of it, as Markdown. */
  readonly summary?: string;
  /** Everything that was measured, to be kept. */
  readonly raw: unknown;
}

export interface Benchmark {
  readonly number: number;
  /** Of its file of raw data. */
  readonly name: string;
  readonly title: string;
  /** What is compared with what, and how, in two or three sentences. */
  readonly method: string;
  /** About how many minutes it takes, in full. */
  readonly minutes: number;
  /** What this machine lacks for it, and what to do; undefined: nothing. Default: it lacks nothing. */
  missing?(): string | undefined;
  run(setting: Setting): Promise<Outcome>;
}
