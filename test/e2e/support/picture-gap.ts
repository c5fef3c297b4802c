/**
 * How long the picture of the other one stood still, as the page itself saw it.
 */
import type { Page } from 'playwright-core';

declare global {
  var pictureGap: { longest: number; since: number; frames: number };
}

/** Begins to look; looks from then on. */
export async function watchForGaps(page: Page): Promise<void> {
  await page.evaluate(() => {
    globalThis.pictureGap = { longest: 0, since: performance.now(), frames: -1 };
    setInterval(() => {
      const gap = globalThis.pictureGap;
      const video = document.querySelector<HTMLVideoElement>('li:not([data-self]) video');
      const frames = video?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
      const now = performance.now();
      gap.longest = Math.max(gap.longest, now - gap.since);
      if (frames === gap.frames) return;
      gap.since = now;
      gap.frames = frames;
    }, 20);
  });
}

/** Milliseconds: the longest so far. */
export function longestGap(page: Page): Promise<number> {
  return page.evaluate(() => globalThis.pictureGap.longest);
}
