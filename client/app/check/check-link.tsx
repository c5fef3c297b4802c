/**
 * The offer to check the connection: where something is wrong, and on the front page.
 */
import { framedBy } from '../framed.ts';
import { showInPlace } from '../navigation.ts';
import { closeMedia } from '../own-media.ts';
import { checkPathOf } from '../route.ts';
import { text } from '../strings/index.ts';

interface Props {
  /** The way back. */
  room?: string;
  /** Beside this page, where something goes on that is not to end. */
  beside?: boolean;
  class?: string;
}

export function CheckLink({ room, beside = framedBy !== undefined, class: look }: Props) {
  const { check, newTab } = text.network;
  if (beside) {
    return (
      <a class={look} href={checkPathOf()} target="_blank" rel="noopener" title={newTab}>
        {check}
      </a>
    );
  }
  const path = checkPathOf(room);
  return (
    <a class={look} href={path} onClick={event => goInPlace(event, path)}>
      {check}
    </a>
  );
}

/** A click that asks for another tab or window is the browser's. */
function goInPlace(event: MouseEvent, path: string): void {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  // The check opens its own, and one program may not be let have a device twice.
  closeMedia();
  showInPlace(path);
}
