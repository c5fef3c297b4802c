/**
 * The frame that every panel has: its heading, the button that closes it, and where the focus goes when it opens and closes.
 */
import type { ComponentChildren, RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { text } from '../strings/index.ts';
import { Icon } from '../ui/icon.tsx';
import { closePanel, type PanelName } from './open-panel.ts';

interface Props {
  name: PanelName;
  title: string;
  /** What gets the focus when the panel opens; without it the heading does. */
  first?: RefObject<HTMLElement | null> | undefined;
  children: ComponentChildren;
}

export function Panel({ name, title, first, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const panel = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const opener = document.activeElement;
    (first?.current ?? heading.current)?.focus();
    return () => {
      // Whoever has moved on meanwhile is left where they are.
      if (panel.current?.contains(document.activeElement)) giveFocusBack(opener, name);
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
    event.preventDefault();
    closePanel();
  };
  return (
    <aside ref={panel} id="panel" class={`panel ${name}`} aria-label={title} onKeyDown={onKeyDown}>
      <div class="panel-head">
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
        <button type="button" class="plain" aria-label={text.panels.close} onClick={closePanel}>
          <Icon name="close" />
        </button>
      </div>
      {children}
    </aside>
  );
}

/** For when what had the focus goes, with whom it was about. */
export function focusPanel(): void {
  document.querySelector<HTMLElement>('#panel h2')?.focus();
}

/** To whatever opened the panel, where that is still to be seen; otherwise to the button that would. */
function giveFocusBack(opener: Element | null, name: PanelName): void {
  const openers = [opener, ...document.querySelectorAll(`[data-opens=${name}], [data-opens=more]`)];
  const seen = openers.find(element => element !== document.body && element?.checkVisibility());
  if (seen instanceof HTMLElement) seen.focus();
}
