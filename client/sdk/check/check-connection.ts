/**
 * A connection check: what keeps this browser from a good call with this server, found out by trying. Joins no room.
 */
import { Connection } from '../connection.ts';
import { RequestError } from '../request-error.ts';
import { SessionEnded } from '../session-end.ts';
import type { CheckOptions, CheckResult, CheckStep, TriedDevices, WayReport } from './check-options.ts';
import { type BothWays, measureBandwidth, measureLoss, measureRoundTrip } from './measuring.ts';
import { tryDevices } from './tried-devices.ts';
import { askForProbe, tryWays, withProbe } from './try-ways.ts';
import { type Findings, takenWay, verdictOf } from './verdict.ts';

const socketEchoes = 5;
const wayEchoes = 20;
const longestBrowser = 300;

/**
 * Takes 10 to 30 s. Finds out rather than fails: a server that cannot be reached is the verdict `no-server`. Rejects with RequestError
 * when the server has too many checks at the moment, and with the reason of `signal`.
 */
export async function checkConnection(options: CheckOptions): Promise<CheckResult> {
  const { signal } = options;
  signal?.throwIfAborted();
  const connection = new Connection(options);
  const life = new AbortController();
  const callOff = () => connection.close('left');
  signal?.addEventListener('abort', callOff);
  connection.on('ended', () => life.abort());
  try {
    return await new Check(options, connection, life.signal).run();
  } catch (error) {
    signal?.throwIfAborted(); // whatever broke then, this is why
    throw error;
  } finally {
    signal?.removeEventListener('abort', callOff);
    connection.close('left');
  }
}

class Check {
  readonly #options: CheckOptions;
  readonly #connection: Connection;
  /** Aborted when the session ends. */
  readonly #life: AbortSignal;
  #step: CheckStep = 'socket';
  #found: Findings = nothing();

  constructor(options: CheckOptions, connection: Connection, life: AbortSignal) {
    this.#options = options;
    this.#connection = connection;
    this.#life = life;
  }

  async run(): Promise<CheckResult> {
    // Before the rest: the browser may ask the person, who may take a while.
    this.#learn(await devicesOf(this.#options));
    this.#options.signal?.throwIfAborted();
    try {
      return await this.#throughSocket();
    } catch (error) {
      if (!(error instanceof SessionEnded) || this.#options.signal?.aborted) throw error;
      this.#learn({ socketRoundTripMs: null });
      return this.#result(null);
    }
  }

  /** Rejects with SessionEnded when it ends meanwhile. */
  async #throughSocket(): Promise<CheckResult> {
    const connection = this.#connection;
    await connection.open(this.#options.url, this.#options.openSocket);
    this.#learn({ socketRoundTripMs: await socketRoundTrip(connection) });
    this.#begin('ways');
    await tryWays(connection, this.#life, ways => this.#learn({ ways }));
    await this.#measure();
    this.#begin('report');
    return this.#result(await this.#report());
  }

  /** Null when the server does not keep it. */
  async #report(): Promise<string | null> {
    try {
      const report = { ...this.#found, verdict: verdictOf(this.#found) };
      return (await this.#connection.request('reportCheck', { report })).checkId;
    } catch (error) {
      if (error instanceof RequestError) return null;
      throw error;
    }
  }

  /** On the way that a call would take. What cannot be measured stays unknown. */
  async #measure(): Promise<void> {
    const taken = takenWay(this.#found.ways);
    if (!taken) return;
    const connection = this.#connection;
    const offered = await askForProbe(connection);
    const way = { way: taken.way, url: taken.url };
    try {
      await withProbe(connection, way, offered, this.#life, async probe => {
        this.#begin('loss');
        this.#time(taken, await measureRoundTrip(probe, wayEchoes));
        this.#learn({ loss: await measureLoss(probe) });
        this.#begin('bandwidth');
        this.#learn({ bandwidth: await measureBandwidth(probe) });
      });
    } catch (error) {
      if (error instanceof SessionEnded || this.#life.aborted) throw error;
    }
  }

  #time(taken: WayReport, roundTripMs: number): void {
    this.#learn({ ways: this.#found.ways.map(each => (each === taken ? { ...each, roundTripMs } : each)) });
  }

  #begin(step: CheckStep): void {
    this.#step = step;
    this.#learn({});
  }

  #learn(found: Partial<Findings>): void {
    this.#found = { ...this.#found, ...found };
    const { checkId: _, ...soFar } = this.#result(null);
    this.#options.onProgress?.({ step: this.#step, found: soFar });
  }

  #result(checkId: string | null): CheckResult {
    return { ...this.#found, verdict: verdictOf(this.#found), checkId };
  }
}

function nothing(): Findings {
  const unknown: BothWays = { up: null, down: null };
  return {
    browser: browserName(),
    socketRoundTripMs: null,
    ways: [],
    loss: unknown,
    bandwidth: unknown,
    microphone: 'untried',
    camera: 'untried',
  };
}

/** As a line that the server takes: of printable characters. */
function browserName(): string {
  const printable = navigator.userAgent.replace(/[^\x20-\x7e]+/g, ' ').trim();
  return printable.slice(0, longestBrowser).trim() || 'unknown';
}

async function devicesOf({ media = false }: CheckOptions): Promise<Partial<TriedDevices>> {
  if (media === false) return {};
  return media === true ? tryDevices() : media;
}

/** Milliseconds. Ending a probe that there is not does nothing, and is answered. */
async function socketRoundTrip(connection: Connection): Promise<number> {
  const found: number[] = [];
  for (let time = 0; time < socketEchoes; time += 1) {
    const sentAt = performance.now();
    await connection.request('closeProbe', { probeId: 'none' });
    found.push(performance.now() - sentAt);
  }
  return found.sort((one, other) => one - other)[Math.floor(socketEchoes / 2)] ?? 0;
}
