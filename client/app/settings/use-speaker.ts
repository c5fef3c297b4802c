/**
 * Makes an element sound where the reader wants to hear it.
 */
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { speaker } from './devices.ts';

export function useSpeaker(ref: RefObject<HTMLMediaElement | null>): void {
  const deviceId = speaker.value;
  useEffect(() => {
    const element = ref.current;
    // Not every browser leaves the choice to the page.
    if (!element || !('setSinkId' in element) || element.sinkId === deviceId) return;
    element.setSinkId(deviceId).catch(error => console.warn(error));
  }, [ref, deviceId]);
}
