/**
 * What is to be said about the picture of a tile: which of the things that may be wrong explains best what its viewer sees.
 * Pure: gives a key of the sentences, no sentence.
 */
import type { LayerLimit, Layers, PathState, Quality } from '../../sdk/index.ts';

/** What the server sends of a video, and why not more. */
export interface Arrival {
  layers: Layers;
  limit: LayerLimit;
}

export interface Seen {
  /** This page's own path. */
  path: PathState;
  /** Of the peer whose video it is. */
  theirs: Quality;
  /** Undefined where the server has nothing to choose, or has not chosen yet. */
  arrival: Arrival | undefined;
  /** No new frame for some seconds, though there should be one. */
  still: boolean;
}

export type Said =
  | 'noPath'
  | 'theyHaveNoPath'
  | 'noPicture'
  | 'theirPictureStopped'
  | 'pictureStopped'
  | 'smaller'
  | 'theirUpload'
  | 'theirCpu'
  | 'theirDownload';

/** Undefined: the picture is as it should be. */
export function saidOf({ path, theirs, arrival, still }: Seen): Said | undefined {
  if (path === 'interrupted') return 'noPath';
  if (theirs.limit === 'interrupted') return 'theyHaveNoPath';
  const limit = arrival?.limit;
  if (limit === 'network' && arrival?.layers === null) return 'noPicture';
  if (still)
    return theirs.limit === 'upload' || limit === 'publisher' ? 'theirPictureStopped' : 'pictureStopped';
  if (limit === 'network') return 'smaller';
  if (theirs.limit === 'upload') return 'theirUpload';
  if (theirs.limit === 'cpu') return 'theirCpu';
  return theirs.limit === 'download' ? 'theirDownload' : undefined;
}

/** How many of three bars it is worth. */
export function barsOf(said: Said | undefined, level: Quality['level']): 0 | 1 | 2 | 3 {
  if (said === 'noPath' || said === 'theyHaveNoPath') return 0;
  if (said === 'noPicture' || said === 'theirPictureStopped' || said === 'pictureStopped') return 1;
  if (level === 'poor') return 1;
  return said === undefined && level === 'good' ? 3 : 2;
}
