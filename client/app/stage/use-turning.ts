/**
 * Turns pages by keyboard and finger, moves between tiles with the arrow keys, and calls up the tools of a tile that is tapped, or clicked
 * where pointing at it is not noticed.
 */
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { focusBeside } from './arrows.ts';

interface Turning {
  turn: (by: number) => void;
  tap: (key: string | null) => void;
}

/** CSS pixels that a finger may move and still have tapped, and must move to have swiped. */
const still = 10;
const swipe = 56;

export function useTurning(area: RefObject<HTMLElement | null>, turning: Turning): void {
  const latest = useRef(turning);
  latest.current = turning;
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const listening = new AbortController();
    const { signal } = listening;
    document.addEventListener('keydown', event => turnByKey(event, by => latest.current.turn(by)), {
      signal,
    });
    element.addEventListener('keydown', focusBeside, { signal });
    let start: PointerEvent | undefined;
    element.addEventListener(
      'pointerdown',
      event => {
        start = event.isPrimary && (event.pointerType === 'touch' || !noticesPointing()) ? event : undefined;
      },
      { signal },
    );
    element.addEventListener(
      'pointercancel',
      () => {
        start = undefined;
      },
      { signal },
    );
    element.addEventListener(
      'pointerup',
      event => {
        if (start && event.isPrimary) touched(start, event, latest.current);
        start = undefined;
      },
      { signal },
    );
    return () => listening.abort();
  }, []);
}

/** False also with a mouse, where a browser takes the machine for one that is touched, or sees none, as over some remote desktops. */
function noticesPointing(): boolean {
  return matchMedia('(hover: hover)').matches;
}

function turnByKey(event: KeyboardEvent, turn: (by: number) => void): void {
  const { key, target } = event;
  if (key !== 'PageDown' && key !== 'PageUp') return;
  if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
  // There the keys have another meaning.
  if (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable], aside, dialog')
  )
    return;
  event.preventDefault();
  turn(key === 'PageDown' ? 1 : -1);
}

function touched(start: PointerEvent, end: PointerEvent, { turn, tap }: Turning): void {
  const across = end.clientX - start.clientX;
  const down = end.clientY - start.clientY;
  const { target } = start;
  if (!(target instanceof Element) || target.closest('button')) return;
  if (Math.hypot(across, down) < still) {
    tap(target.closest<HTMLElement>('[data-key]')?.dataset.key ?? null);
  } else if (Math.abs(across) > swipe && Math.abs(across) > 1.5 * Math.abs(down)) {
    const forward = getComputedStyle(target).direction === 'rtl' ? across > 0 : across < 0;
    turn(forward ? 1 : -1);
  }
}
