/**
 * Your floating picture, dragged by pointer or moved by the arrow keys into a corner.
 */
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Corner, StageState } from './stage-state.ts';

const still = 6; // CSS pixels: less than that is a tap

export function useCorner(tile: RefObject<HTMLElement | null>, stage: StageState, floating: boolean): void {
  useEffect(() => {
    const element = tile.current;
    if (!element || !floating) return;
    const listening = new AbortController();
    const { signal } = listening;
    element.addEventListener('pointerdown', event => drag(event, element, stage), { signal });
    element.addEventListener('keydown', event => byKey(event, element, stage), { signal });
    return () => listening.abort();
  }, [stage, floating]);
}

function drag(down: PointerEvent, element: HTMLElement, stage: StageState): void {
  if (!down.isPrimary || down.button !== 0) return;
  if (down.target instanceof Element && down.target.closest('button')) return;
  down.stopPropagation(); // it is not a swipe
  element.setPointerCapture(down.pointerId);
  const ending = new AbortController();
  const { signal } = ending;
  const moveTo = (x: number, y: number) => {
    element.style.setProperty('--drag-x', `${x}px`);
    element.style.setProperty('--drag-y', `${y}px`);
  };
  const end = () => {
    ending.abort();
    moveTo(0, 0);
  };
  element.addEventListener(
    'pointermove',
    ({ clientX, clientY }) => moveTo(clientX - down.clientX, clientY - down.clientY),
    { signal },
  );
  element.addEventListener('pointercancel', end, { signal });
  element.addEventListener(
    'pointerup',
    up => {
      up.stopPropagation();
      const moved = Math.hypot(up.clientX - down.clientX, up.clientY - down.clientY) > still;
      if (moved) stage.corner.value = nearestCorner(element);
      else if (up.pointerType === 'touch') stage.toggleTouched(element.dataset.key ?? null);
      end();
    },
    { signal },
  );
}

function nearestCorner(element: HTMLElement): Corner {
  const area = element.closest('.area')?.getBoundingClientRect() ?? new DOMRect();
  const { left, top, width, height } = element.getBoundingClientRect();
  const leftHalf = left + width / 2 < area.left + area.width / 2;
  const topHalf = top + height / 2 < area.top + area.height / 2;
  const start = leftHalf !== isRightToLeft(element);
  return `${topHalf ? 'top' : 'bottom'}-${start ? 'start' : 'end'}`;
}

function byKey(event: KeyboardEvent, element: HTMLElement, { corner }: StageState): void {
  const [block, inline] = corner.value.split('-');
  const towards = isRightToLeft(element)
    ? { ArrowLeft: 'end', ArrowRight: 'start' }
    : { ArrowLeft: 'start', ArrowRight: 'end' };
  if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
    move(`${event.key === 'ArrowUp' ? 'top' : 'bottom'}-${inline}`);
  } else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
    move(`${block}-${towards[event.key]}`);
  }
  function move(to: string) {
    // Already there: the key goes on to the next tile.
    if (to === corner.value) return;
    event.preventDefault();
    corner.value = to as Corner;
  }
}

function isRightToLeft(element: Element): boolean {
  return getComputedStyle(element).direction === 'rtl';
}
