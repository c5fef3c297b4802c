/**
 * The frame of a dialog in the middle: it holds the focus, Escape and a click beside it close it, and the focus returns.
 */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

interface Props {
  /** Id of the heading inside. */
  labelledBy: string;
  onClose: () => void;
  children: ComponentChildren;
}

export function Dialog({ labelledBy, onClose, children }: Props) {
  const ref = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog?.showModal();
    // Closing gives the focus back to whatever had it.
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={ref}
      class="sheet"
      aria-labelledby={labelledBy}
      onClose={onClose}
      onClick={event => event.target === ref.current && onClose()}
      // Escape closes it, as any dialog, and nothing around it.
      onKeyDown={event => event.key === 'Escape' && event.stopPropagation()}
    >
      <div class="sheet-body">{children}</div>
    </dialog>
  );
}
