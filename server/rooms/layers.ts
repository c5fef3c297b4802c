/**
 * Which layer of a video a tile needs. Pure arithmetic on what the publisher declared; knows nothing of consumers.
 */
import type { TileSize } from '../protocol/interest.ts';
import type { RtpParameters } from '../protocol/rtp.ts';

/** The size of each spatial layer of a video, lowest first, in pixels. */
export type LayerSizes = readonly TileSize[];

// Stretching a picture by a third is not seen; fetching the next layer costs three times the bits.
const tolerance = 0.75;

/**
 * The layers that a publisher sends: each simulcast encoding is the full picture scaled down; SVC halves it per layer.
 * `full` is the size of the full picture.
 */
export function layerSizes(encodings: RtpParameters['encodings'], full: TileSize): LayerSizes {
  return scales(encodings).map(scale => ({ width: full.width / scale, height: full.height / scale }));
}

function scales(encodings: RtpParameters['encodings']): number[] {
  const count = encodings.length;
  if (count > 1) {
    return encodings.map(
      ({ scaleResolutionDownBy }, index) => scaleResolutionDownBy ?? 2 ** (count - 1 - index),
    );
  }
  const spatialLayers = Number(/^[LS]([1-3])/.exec(encodings[0]?.scalabilityMode ?? '')?.[1] ?? 1);
  return Array.from({ length: spatialLayers }, (_, index) => 2 ** (spatialLayers - 1 - index));
}

/** Index of the lowest layer that fills `tile` without visible stretching, or of the highest there is. */
export function layerFor(sizes: LayerSizes, tile: TileSize): number {
  const enough = sizes.findIndex(
    ({ width, height }) => width >= tile.width * tolerance && height >= tile.height * tolerance,
  );
  return enough === -1 ? Math.max(0, sizes.length - 1) : enough;
}
