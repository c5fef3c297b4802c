/** Translates the engine's speaker report, which names producers, into the signal, which names peers. Pure. */
import type { SpeakersReport } from '../media/speakers.ts';
import type { SignalParams } from '../protocol/signals.ts';
import type { Publications } from './publications.ts';

export function speakersSignal(report: SpeakersReport, publications: Publications): SignalParams<'speakers'> {
  const dominant = report.dominant === undefined ? undefined : publications.byEngineId(report.dominant);
  const levels = report.levels.flatMap(({ engineId, volume }) => {
    const publication = publications.byEngineId(engineId);
    if (publication?.source !== 'microphone' && publication?.source !== 'screen-audio') return [];
    return [{ peerId: publication.peerId, source: publication.source, volume }];
  });
  // Who is muted has not got the floor, although the engine keeps naming them until somebody else speaks.
  return { dominant: dominant && !dominant.paused ? dominant.peerId : null, levels };
}
