/**
 * Tries the ways to the media ports, a few at a time, each with a probe of its own. Knows the socket by its requests.
 */
import type { WayReport } from '#protocol/check.ts';
import type { Connection } from '../connection.ts';
import { isRefusal } from '../request-error.ts';
import { SessionEnded } from '../session-end.ts';
import { measureRoundTrip } from './measuring.ts';
import { Probe, type ProbeTerms } from './probe.ts';
import { type OfferedProbe, type Way, waysOf } from './ways.ts';

const atOnce = 3;
/** Milliseconds until a way that has not come about is given up. A call would have waited no longer. */
const patience = 10_000;
const echoes = 5;
/** Of a URL in a report. */
const longestUrl = 512;
/** How often a server that has too many checks is asked again, and milliseconds in between: a socket without a probe lives for five seconds. */
const attempts = 3;
const attemptAfter = 1_500;

/** `onReport` is called with what is known so far, in the order of preference. Rejects with SessionEnded, RequestError. */
export async function tryWays(
  connection: Connection,
  signal: AbortSignal,
  onReport: (reports: WayReport[]) => void,
): Promise<void> {
  const spare = [await askForProbe(connection)];
  const ways = waysOf(spare[0]?.iceServers ?? []);
  const reports = new Map<Way, WayReport>();
  const queue = [...ways];
  const tryNext = async () => {
    for (let way = queue.shift(); way; way = queue.shift()) {
      const offered = spare.pop() ?? (await askForProbe(connection));
      reports.set(way, await tryWay(connection, way, offered, signal));
      onReport(ways.map(each => reports.get(each)).filter(report => report !== undefined));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, tryNext));
}

/**
 * Runs `work` with a probe of its own that goes by this way, and closes it. Resolves with undefined when the server does not offer the
 * way. Rejects also when the way does not come about, or ends meanwhile.
 */
export async function withProbe<T>(
  connection: Connection,
  way: Way,
  { probeId, ...offered }: OfferedProbe,
  signal: AbortSignal,
  work: (probe: Probe) => Promise<T>,
): Promise<T | undefined> {
  const tell: ProbeTerms['tell'] = dtlsParameters =>
    connection.request('connectProbe', { probeId, dtlsParameters });
  let probe: Probe | undefined;
  try {
    probe = await Probe.connect(way, { probeId, ...offered }, { tell, signal, within: patience });
    return probe && (await work(probe));
  } finally {
    probe?.close();
    connection.request('closeProbe', { probeId }).catch(() => {}); // the session has ended, and the probe with it
  }
}

/** Rejects with SessionEnded, with RequestError when the server has too many checks. */
export async function askForProbe(connection: Connection): Promise<OfferedProbe> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await connection.request('probe', {});
    } catch (error) {
      const isBusy = isRefusal(error, 'rate-limited') || isRefusal(error, 'unavailable');
      if (!isBusy || attempt === attempts) throw error;
      await new Promise(resolve => setTimeout(resolve, attemptAfter));
    }
  }
}

async function tryWay(
  connection: Connection,
  way: Way,
  offered: OfferedProbe,
  signal: AbortSignal,
): Promise<WayReport> {
  const found = (outcome: WayReport['outcome'], connectMs: number | null, roundTripMs: number | null) => ({
    way: way.way,
    url: way.url?.slice(0, longestUrl) ?? null,
    outcome,
    connectMs,
    roundTripMs,
  });
  try {
    const report = await withProbe(connection, way, offered, signal, async probe =>
      found('works', probe.connectTook, await measureRoundTrip(probe, echoes)),
    );
    return report ?? found('absent', null, null);
  } catch (error) {
    if (error instanceof SessionEnded || signal.aborted) throw error;
    return found('fails', null, null);
  }
}
