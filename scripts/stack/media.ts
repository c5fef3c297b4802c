/** Whether a media port answers at the addresses that clients are told, by UDP and by TCP. */
import { clauseOf } from '../../server/doctor/checks/stun-remedy.ts';
import { reporterOf } from '../../server/doctor/findings.ts';
import { binding } from '../../server/lib/stun/binding.ts';
import type { Finding } from '../../server/protocol/doctor.ts';
import type { Probe } from './probe.ts';

const report = reporterOf('media-port');
const timeout = 4_000; // ms

type Candidate = Probe['transport']['iceCandidates'][number];

/** One address that answers is enough for a protocol: an inner one is offered beside it, for the TURN server. */
export async function checkMedia({ transport }: Probe): Promise<Finding[]> {
  const { iceCandidates, iceParameters: ice } = transport;
  const byProtocol = (['udp', 'tcp'] as const).map(async protocol => {
    const candidates = iceCandidates.filter(candidate => candidate.protocol === protocol);
    const asked = await Promise.all(candidates.map(candidate => ask(candidate, ice)));
    return asked.some(({ answers }) => answers)
      ? asked.map(harmless)
      : [...asked.map(harmless), nowhere(protocol, asked)];
  });
  return (await Promise.all(byProtocol)).flat();
}

interface Asked {
  readonly subject: string;
  readonly answers: boolean;
  readonly sentence: string;
}

async function ask(
  { protocol, address, port }: Candidate,
  ice: Probe['transport']['iceParameters'],
): Promise<Asked> {
  const subject = `${protocol} ${address.includes(':') ? `[${address}]` : address}:${port}`;
  try {
    const { roundTripMs } = await binding(
      { transport: protocol, host: address, port, framing: 'ice' },
      { timeout, ice },
    );
    return { subject, answers: true, sentence: `The media port answers, in ${roundTripMs.toFixed(1)} ms.` };
  } catch (error) {
    return { subject, answers: false, sentence: `From here the media port ${clauseOf(error)}.` };
  }
}

const harmless = ({ subject, answers, sentence }: Asked) =>
  answers ? report.ok(subject, sentence) : report.skipped(subject, sentence);

function nowhere(protocol: 'udp' | 'tcp', asked: readonly Asked[]): Finding {
  const word = protocol.toUpperCase();
  const subject = `${word} to ${asked.map(each => each.subject.slice(4)).join(', ') || 'nowhere'}`;
  const remedy = `Publish the media ports (MEDIA_PORTS) for ${word}, allow them in firewalls, and set ANNOUNCED_ADDRESS to the address by which people reach this machine.`;
  // UDP alone is enough for most, TURN may help the others; without UDP media waits for packets that got lost.
  return protocol === 'udp'
    ? report.error(subject, 'No media port answers by UDP.', remedy)
    : report.warning(subject, 'No media port answers by TCP.', remedy);
}
