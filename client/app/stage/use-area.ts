/**
 * The space that the tiles have, followed as it changes.
 */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Space } from './stage-layout.ts';

export function useArea(): { ref: RefObject<HTMLDivElement | null>; space: Space } {
  const ref = useRef<HTMLDivElement>(null);
  const [space, setSpace] = useState<Space>({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const area = ref.current;
    if (!area) return;
    const measure = () => setSpace({ width: area.clientWidth, height: area.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(area);
    return () => observer.disconnect();
  }, []);
  return { ref, space };
}
