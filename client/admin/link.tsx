/** A link to another place of this page: followed without loading it anew, unless it is to be opened elsewhere. */
import type { ComponentChildren } from 'preact';
import { addressOf, goTo, type Place } from './place.ts';

interface Props {
  to: Place;
  current?: boolean;
  children: ComponentChildren;
}

export function Link({ to, current = false, children }: Props) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    goTo(to);
  };
  return (
    <a href={addressOf(to)} aria-current={current ? 'page' : undefined} onClick={follow}>
      {children}
    </a>
  );
}
