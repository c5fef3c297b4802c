/**
 * What a tile of a remote video says about its connection, from all that is known of it at the moment.
 */
import type { RefObject } from 'preact';
import type { Call } from '../call/call.ts';
import { useSettled } from '../stage/use-settled.ts';
import { useStill } from './still.ts';
import { type Said, saidOf } from './tile-state.ts';

interface Shown {
  call: Call;
  peerId: string;
  producerId: string | undefined;
  source: 'camera' | 'screen';
  paused: boolean;
  track: MediaStreamTrack | undefined;
}

/** Milliseconds without layers before it is said: each start and each return of a tile takes a moment. */
const patience = 3_000;

export function useTileSaid(
  tile: RefObject<HTMLElement | null>,
  { call, peerId, producerId, source, paused, track }: Shown,
): Said | undefined {
  const arrival = producerId === undefined ? undefined : call.arrivals.value.get(producerId);
  const theirs = call.quality.of(peerId);
  const none = arrival !== undefined && arrival.layers === null;
  const thin = arrival?.limit === 'network';
  const starved = useSettled(none && thin, patience) && none && thin;
  // Each start and each new size of a tile takes a while: less than the best is said once the connection has been found to be slow.
  const smaller = thin && !none && call.quality.own.value.limit === 'download';
  // Without layers and without a reason nobody looks, so far as the server knows: this tile has just come, or is about to go.
  const expected = !paused && !(none && arrival.limit === null);
  const stands = useStill(tile, track, expected);
  // A screen may stand still because nothing moves on it.
  const still =
    stands && (source === 'camera' || theirs.level !== 'good' || (arrival?.limit ?? null) !== null);
  // Without a picture their sound is left, and what their connection makes of it.
  if (producerId === undefined || paused) {
    return theirs.limit === 'cpu'
      ? undefined
      : saidOf({ path: 'connected', theirs, arrival: undefined, still: false });
  }
  const told = starved || smaller || arrival?.limit === 'publisher' ? arrival : undefined;
  return saidOf({ path: call.path.value, theirs, arrival: told, still });
}
