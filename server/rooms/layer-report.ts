/**
 * Reports which layers of a video a consumer is sent, and what keeps it from more. Reads the engine's consumer; who is told is
 * the business of the subscriptions.
 */
import type { EngineConsumer } from '../media/engine.ts';
import type { SignalParams } from '../protocol/signals.ts';

export type LayerReport = Omit<SignalParams<'consumerLayers'>, 'consumerId'>;

/**
 * Calls `report` with every change, until the consumer dies. `wanted` is the spatial layer that the tile deserves, or undefined
 * when nothing is to flow, be it that nobody looks or that the publisher has paused it.
 */
export function reportLayers(
  consumer: EngineConsumer,
  wanted: () => number | undefined,
  report: (layers: LayerReport) => void,
): void {
  if (consumer.type === 'simple') return;
  let last = '';
  const tell = () => {
    const layers = consumer.currentLayers
      ? { spatial: consumer.currentLayers.spatialLayer, temporal: consumer.currentLayers.temporalLayer ?? 0 }
      : null;
    const now: LayerReport = { layers, limit: limitOf(consumer, wanted()) };
    const text = JSON.stringify(now);
    if (text === last) return;
    last = text;
    report(now);
  };
  consumer.observer.on('layerschange', tell);
  consumer.observer.on('score', tell);
}

/** The engine scores each stream of the producer: one that does not arrive has none. */
function limitOf({ currentLayers, score, type }: EngineConsumer, wanted: number | undefined) {
  if (wanted === undefined) return null;
  if (currentLayers && currentLayers.spatialLayer >= wanted) return null;
  const streamScore = type === 'svc' ? score.producerScore : (score.producerScores[wanted] ?? 0);
  return streamScore > 0 ? 'network' : 'publisher';
}
