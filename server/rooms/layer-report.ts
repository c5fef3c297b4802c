/**
 * Reports which layers of a video a consumer is sent, and what keeps it from more. Reads the engine's consumer; who is told is
 * the business of the subscriptions.
 */
import { isDeepStrictEqual } from 'node:util';
import type { EngineConsumer } from '../media/engine.ts';
import type { SignalParams } from '../protocol/signals.ts';

export type LayerReport = Omit<SignalParams<'consumerLayers'>, 'consumerId'>;

export interface LayerReporting {
  /**
   * To be called when what is wanted changes: the engine has no news of a video that stays as it is, for want of something
   * better.
   */
  wantedChanged(): void;
  /** Reports once more what was reported last, if anything was. */
  repeat(): void;
}

/** Milliseconds in which a video usually becomes what is newly wanted of it. */
const patience = 2_000;

/**
 * Calls `report` with every change, until the consumer dies, and with what is only repeated as `repeated`. `wanted` is the spatial layer that the tile deserves, or undefined
 * when nothing is to flow, be it that nobody looks or that the publisher has paused it.
 */
export function reportLayers(
  consumer: EngineConsumer,
  wanted: () => number | undefined,
  report: (layers: LayerReport, repeated: boolean) => void,
): LayerReporting {
  if (consumer.type === 'simple') return { wantedChanged: () => {}, repeat: () => {} };
  let last: LayerReport | undefined;
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    const now: LayerReport = { layers: sentLayers(consumer), limit: limitOf(consumer, wanted()) };
    if (isDeepStrictEqual(now, last)) return;
    last = now;
    report(now, false);
  };
  consumer.observer.on('layerschange', tell);
  consumer.observer.on('score', tell);
  consumer.observer.once('close', () => clearTimeout(timer));
  return {
    wantedChanged: () => {
      clearTimeout(timer);
      if (!consumer.closed) timer = setTimeout(tell, patience).unref();
    },
    repeat: () => {
      if (!last) return;
      const before = last;
      tell();
      if (last === before) report(last, true);
    },
  };
}

/** As clients and operators are told; `null`: nothing is sent, or it has no layers. */
export function sentLayers({ currentLayers }: Pick<EngineConsumer, 'currentLayers'>): LayerReport['layers'] {
  return currentLayers
    ? { spatial: currentLayers.spatialLayer, temporal: currentLayers.temporalLayer ?? 0 }
    : null;
}

/** The engine scores each stream of the producer: one that does not arrive has none. */
function limitOf({ currentLayers, score, type }: EngineConsumer, wanted: number | undefined) {
  if (wanted === undefined) return null;
  if (currentLayers && currentLayers.spatialLayer >= wanted) return null;
  if (type === 'svc') return score.producerScore > 0 ? 'network' : 'publisher';
  // What the publisher sends may be less than is wanted, and what arrives less than that.
  const arrives = score.producerScores.findLastIndex((each, layer) => layer <= wanted && each > 0);
  return arrives > (currentLayers?.spatialLayer ?? -1) ? 'network' : 'publisher';
}
