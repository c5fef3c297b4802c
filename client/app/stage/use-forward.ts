/**
 * Who speaks or raises a hand on another page is brought to the first one while that is looked at; elsewhere nothing moves under the reader's eyes, and
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
  const front = small.slice(0, pageSize).map(({ key }) => key);
  // Raised hands in the order in which they were raised: who waits longest is sure to be seen.
  const hands = small.filter(({ peer, screen }) => !screen && peer.handRaisedAt !== null);
  const waiting = hands
    .sort((a, b) => (a.peer.handRaisedAt ?? 0) - (b.peer.handRaisedAt ?? 0))
    .map(({ key }) => key)
    .find(key => !front.includes(key));
  const index = small.findIndex(({ key }) => key === floor);
  const elsewhere = index === -1 ? page : Math.floor(index / pageSize);
  const beyond = elsewhere > 0 ? floor : waiting;
  const toFront = page === 0 && pages > 1 ? (beyond ?? null) : null;
  useEffect(() => {
    if (toFront === null) return;
    const speaking = call.speaking.peek();
    const raised = new Set(hands.map(({ key }) => key));
    const stays = (key: string) => key === call.peerId || speaking.has(key) || raised.has(key);
    stage.bringForward(toFront, { keys: front, stays });
  }, [call, stage, toFront]);
  const speaks = floor !== null && floor !== call.peerId && call.speaking.value.has(floor);
  return speaks && elsewhere !== page ? { peerId: floor, page: elsewhere } : undefined;
}
