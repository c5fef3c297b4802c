/**
 * Where the keyboard and the screen reader are when another screen has replaced the one they were in.
 */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** The element that gets `ref` is given the focus once, when its screen appears. A heading needs `tabIndex={-1}` for that. */
export function useFocus<E extends HTMLElement>(): RefObject<E | null> {
  const ref = useRef<E>(null);
  useLayoutEffect(() => ref.current?.focus(), []);
  return ref;
}
