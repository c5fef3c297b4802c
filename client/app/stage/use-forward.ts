/**
 * Who speaks on another page is brought to the first one while that is looked at; elsewhere nothing moves under the reader's eyes, and
 * their name is told instead.
 */
import { useEffect } from 'preact/hooks';
import type { Call } from '../call/call.ts';
import type { Scene } from './scene.ts';
import type { StageLayout } from './stage-layout.ts';
import type { StageState } from './stage-state.ts';

/** The page on which the one who speaks is, when it is not this one. */
export function useForward(
  call: Call,
  stage: StageState,
  { small, floor }: Scene & { floor: string | null },
  { page, pages, pageSize }: StageLayout,
): { peerId: string; page: number } | undefined {
  const index = small.findIndex(({ key }) => key === floor);
  const elsewhere = index === -1 ? page : Math.floor(index / pageSize);
  const front = small.slice(0, pageSize).map(({ key }) => key);
  const toFront = page === 0 && pages > 1 && elsewhere > 0 ? floor : null;
  useEffect(() => {
    if (toFront === null) return;
    const speaking = call.speaking.peek();
    stage.bringForward(toFront, { keys: front, stays: key => key === call.peerId || speaking.has(key) });
  }, [call, stage, toFront]);
  const speaks = floor !== null && floor !== call.peerId && call.speaking.value.has(floor);
  return speaks && elsewhere !== page ? { peerId: floor, page: elsewhere } : undefined;
}
