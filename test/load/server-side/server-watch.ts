/**
 * Looks at the server each second while a run lasts: at its metrics, and, where it runs on this machine, at its processes. A server
 * that does not answer is a gap in the samples, never a failure of the run.
 */
import type { ServerRecord, ServerSample } from '../report/report.ts';
import { processTimes } from './process-times.ts';
import { seriesIn } from './prometheus-text.ts';
import { missingIn, readingsOf, type ServerReadings } from './readings.ts';

const every = 1_000; // ms
const deadline = 5_000; // ms
const longestText = 4 * 1_024 * 1_024; // characters

export interface WatchedServer {
  /** Of its page. */
  readonly url: string;
  readonly metricsUrl?: string | undefined;
  /** Of the server, where it was started for the run. */
  readonly pid?: number | undefined;
}

export class ServerWatch {
  readonly #server: WatchedServer;
  readonly #samples: ServerSample[] = [];
  readonly #timer: NodeJS.Timeout;
  #began: number;
  #looking = false;
  /** Of the first answer; undefined: there was none. */
  #missing: string[] | undefined;
  #failure = '';

  /** `began`: performance.now() of what the times of samples count from. */
  constructor(server: WatchedServer, began: number) {
    this.#server = server;
    this.#began = began;
    this.#timer = setInterval(() => void this.#look(), every);
  }

  get latest(): ServerSample | undefined {
    return this.#samples.at(-1);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  record(): ServerRecord {
    const { url, pid } = this.#server;
    return { url, own: pid !== undefined, missing: this.#whatIsMissing(), samples: this.#samples };
  }

  async #look(): Promise<void> {
    if (this.#looking) return; // the last answer is still to come
    this.#looking = true;
    const at = performance.now() - this.#began;
    const { pid } = this.#server;
    const seen = pid === undefined ? { cpu: {}, memory: {} } : processTimes(pid);
    const told = await this.#ask();
    this.#looking = false;
    const { values = {} } = told ?? {};
    // What the system says of a process is truer than what the process says of itself, and has no second between.
    const pick = (of: 'cpu' | 'memory') => (Object.keys(seen[of]).length > 0 ? seen[of] : (told?.[of] ?? {}));
    const sample = { at, cpu: pick('cpu'), memory: pick('memory'), values };
    if (told || Object.keys(sample.cpu).length > 0) this.#samples.push(sample);
  }

  async #ask(): Promise<ServerReadings | undefined> {
    const { metricsUrl } = this.#server;
    if (metricsUrl === undefined) return undefined;
    try {
      const answer = await fetch(metricsUrl, { signal: AbortSignal.timeout(deadline) });
      if (!answer.ok) throw new Error(`it answered ${answer.status}`);
      const told = readingsOf(seriesIn((await answer.text()).slice(0, longestText)));
      this.#missing ??= missingIn(told);
      return told;
    } catch (error) {
      this.#failure = error instanceof Error ? error.message : String(error);
      return undefined;
    }
  }

  #whatIsMissing(): string[] {
    if (this.#server.metricsUrl === undefined)
      return ['Nothing is known of the metrics of the server: --metrics-url was not given.'];
    return this.#missing ?? [`The metrics of the server could not be read: ${this.#failure}.`];
  }
}
