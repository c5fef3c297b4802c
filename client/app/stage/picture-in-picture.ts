/**
 * A tile's picture in a window of its own, which stays when the page is hidden: so it stays declared as seen, at the size of that window.
 */
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Call } from '../call/call.ts';
import type { StageState } from './stage-state.ts';

export function canPictureInPicture(): boolean {
  return document.pictureInPictureEnabled === true;
}

/** Takes the tile's picture out of the page, or back into it. */
export async function togglePictureInPicture(tile: Element): Promise<void> {
  const video = tile.querySelector('video');
  try {
    if (document.pictureInPictureElement === video) await document.exitPictureInPicture();
    else await video?.requestPictureInPicture();
  } catch (error) {
    console.warn(error); // no picture yet, or the browser does not want to
  }
}

/** Follows what the tile's video does, whoever made it: our button, the browser's menu, or the window that was closed. */
export function usePictureInPicture(
  tile: RefObject<HTMLElement | null>,
  key: string,
  call: Call,
  stage: StageState,
): void {
  useEffect(() => {
    const element = tile.current;
    if (!element) return;
    const back = () => {
      if (stage.outside.peek() !== key) return;
      stage.outside.value = null;
      call.tiles.setOutside(null);
    };
    const enter = (event: Event) => {
      const { pictureInPictureWindow: shown } = event as PictureInPictureEvent;
      const measure = () => call.tiles.setOutside(element, shown);
      stage.outside.value = key;
      measure();
      shown.addEventListener('resize', measure);
      // The event of a video that is gone from the page does not come up to its tile.
      event.target?.addEventListener('leavepictureinpicture', back, { once: true });
    };
    element.addEventListener('enterpictureinpicture', enter);
    return () => {
      element.removeEventListener('enterpictureinpicture', enter);
      back();
    };
  }, [call, stage, key]);
}
