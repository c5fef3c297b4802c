/**
 * How many buttons fit into the bar, followed as its width changes. All of its buttons are equally wide.
 */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

export function usePlaces(): { ref: RefObject<HTMLElement | null>; places: number } {
  const ref = useRef<HTMLElement>(null);
  const [places, setPlaces] = useState(Number.POSITIVE_INFINITY);
  useLayoutEffect(() => {
    const bar = ref.current;
    const button = bar?.querySelector('button');
    if (!bar || !button) return;
    const measure = () => {
      const { columnGap, paddingInlineStart, paddingInlineEnd } = getComputedStyle(bar);
      const gap = Number.parseFloat(columnGap) || 0;
      const padding = Number.parseFloat(paddingInlineStart) + Number.parseFloat(paddingInlineEnd);
      setPlaces(Math.floor((bar.clientWidth - padding + gap) / (button.offsetWidth + gap)));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(bar);
    observer.observe(button);
    return () => observer.disconnect();
  }, []);
  return { ref, places };
}
