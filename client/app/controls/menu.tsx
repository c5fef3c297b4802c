/**
 * A small menu above the bar: the focus goes in, arrow keys move it, Escape and a click elsewhere close it, and it returns to its opener.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
  label: string;
  kind: 'column' | 'row';
  onClose: () => void;
  children: ComponentChildren;
}

export function Menu({ label, kind, onClose, children }: Props) {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const menu = ref.current;
    const opener = document.activeElement;
    itemsOf(menu)[0]?.focus();
    return () => {
      if (menu?.contains(document.activeElement) && opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  useEffect(() => {
    const elsewhere = ({ target }: Event) => {
      // The button that opened it closes it by itself.
      const inside = target instanceof Element && target.closest('[role=menu], [aria-haspopup]');
      if (!inside) onClose();
    };
    document.addEventListener('pointerdown', elsewhere);
    return () => document.removeEventListener('pointerdown', elsewhere);
  }, [onClose]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      if (event.key === 'Escape') event.preventDefault();
      onClose();
    } else move(event, itemsOf(ref.current));
  };
  return (
    <div ref={ref} role="menu" tabIndex={-1} aria-label={label} class={`menu ${kind}`} onKeyDown={onKeyDown}>
      {children}
    </div>
  );
}

function itemsOf(menu: HTMLElement | null): HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
}

const steps: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

function move(event: KeyboardEvent, items: HTMLElement[]): void {
  const now = items.indexOf(document.activeElement as HTMLElement);
  const step = steps[event.key];
  const next =
    event.key === 'Home'
      ? 0
      : event.key === 'End'
        ? items.length - 1
        : step === undefined
          ? undefined
          : now + step;
  if (next === undefined) return;
  event.preventDefault();
  items.at(next % items.length)?.focus();
}
