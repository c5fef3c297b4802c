/**
 * Full screen, where the browser has it; on a phone by Apple it has not.
 */
import { signal } from '@preact/signals';

/** What is full screen now. */
export const fullScreen = signal<Element | null>(null);

if (typeof document !== 'undefined') {
  document.addEventListener('fullscreenchange', () => {
    fullScreen.value = document.fullscreenElement;
  });
}

export function canFullScreen(): boolean {
  return document.fullscreenEnabled === true;
}

/** Makes the element full screen, or ends it when it is already. A browser that refuses leaves everything as it is. */
export async function toggleFullScreen(element: Element): Promise<void> {
  try {
    if (document.fullscreenElement === element) await document.exitFullscreen();
    else await element.requestFullscreen();
  } catch (error) {
    console.warn(error);
  }
}
