/**
 * A list of tiles, laid out so that all fit into the space there is, as large as possible.
 */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { gridFor, tileGap } from './grid-layout.ts';

export function TileGrid({ label, children }: { label: string; children: ComponentChildren[] }) {
  const ref = useRef<HTMLUListElement>(null);
  const [{ width, height }, setSpace] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const list = ref.current;
    if (!list) return;
    const measure = () => setSpace({ width: list.clientWidth, height: list.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(list);
    return () => observer.disconnect();
  }, []);
  const { tileWidth, tileHeight } = gridFor(children.length, width, height, tileGap);
  const style = {
    '--tile-width': `${tileWidth}px`,
    '--tile-height': `${tileHeight}px`,
    '--gap': `${tileGap}px`,
  };
  return (
    // biome-ignore lint/a11y/noRedundantRoles: VoiceOver takes a list without bullets for no list
    <ul ref={ref} role="list" class="tiles" aria-label={label} style={style}>
      {children}
    </ul>
  );
}
