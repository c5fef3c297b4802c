/**
 * Escape takes the names away that are shown over the bar, without moving the pointer or the focus (WCAG 1.4.13).
 */
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

export function useTips(bar: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const onKey = ({ key }: KeyboardEvent) => bar.current?.classList.toggle('no-tips', key === 'Escape');
    const onMove = () => bar.current?.classList.remove('no-tips');
    document.addEventListener('keydown', onKey);
    bar.current?.addEventListener('pointerenter', onMove);
    return () => {
      document.removeEventListener('keydown', onKey);
      bar.current?.removeEventListener('pointerenter', onMove);
    };
  }, []);
}
