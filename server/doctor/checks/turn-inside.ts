/** A TURN URL of which a container cannot know whether it works. */
import { isLoopbackHost } from '../../lib/addresses.ts';
import { StunError } from '../../lib/stun/stun-error.ts';
import { parseTurnUrl } from '../../lib/stun/turn-url.ts';
import type { Finding } from '../../protocol/doctor.ts';
import type { Reporter } from '../findings.ts';
import type { Opened } from '../patient.ts';
import { fromOutside, isForHostOnly, isOfHost } from './inside-container.ts';

interface Failed {
  readonly url: string;
  readonly failure: unknown;
  /** URLs that gave an allocation. */
  readonly admitting: readonly string[];
}

/** In the place of the error that it would be elsewhere; undefined: it is one here too. */
export async function unjudged(
  report: Reporter,
  failed: Failed,
  patient: Opened,
): Promise<Finding | undefined> {
  const { url, failure, admitting } = failed;
  const target = parseTurnUrl(url);
  if (!patient.machine.inContainer || !target || !isSilence(failure)) return undefined;
  const { host, port, transport } = target;
  const remedy = `Try it: ${fromOutside(patient.settings)}.`;
  if (isLoopbackHost(host)) {
    if (!isForHostOnly(patient)) return undefined;
    const sentence = `${host} means this container in here, and its host for those outside, so it cannot be judged.`;
    return report.skipped(url, `${sentence} ${remedy}`);
  }
  if (transport !== 'udp' || failure.failure !== 'timeout' || !(await isOfHost(host, patient)))
    return undefined;
  const sentence =
    'It did not answer. UDP from a container to a port that its own host publishes never gets an answer, so it cannot be judged.';
  const others = admitting.map(parseTurnUrl);
  return others.some(other => other?.host === host && other.port === port)
    ? report.skipped(url, `${sentence} ${remedy}`)
    : report.warning(url, sentence, remedy);
}

function isSilence(failure: unknown): failure is StunError {
  return failure instanceof StunError && ['timeout', 'refused', 'unreachable'].includes(failure.failure);
}
