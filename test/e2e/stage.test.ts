/** The stage in real browsers: pages, the large picture, pins, screens, your own picture, and what all that does to what is received. */
import { expect, test } from 'vitest';
import { poll } from '../support/poll.ts';
import { openHall } from './support/hall.ts';
import type { Person } from './support/person.ts';

const hall = openHall();

/** People of these names, in the room in this order. */
async function call<const Names extends readonly string[]>(
  room: string,
  names: Names,
): Promise<{ [N in keyof Names]: Person }> {
  const people: Person[] = [];
  for (const name of names) {
    const person = await hall.person(name);
    people.push(person);
    await person.join(room);
    await person.sees('Leave');
  }
  return people as { [N in keyof Names]: Person };
}

const grid = 'Show everyone in a grid';
const speaker = 'Show the speaker large';

/** The tile's text and size, largest first. */
async function tiles({ page }: Person): Promise<{ name: string; area: number }[]> {
  const all = await page.locator('li.tile').evaluateAll(elements =>
    elements.map(element => ({
      name: element.querySelector('.name')?.textContent ?? '',
      area: element.clientWidth * element.clientHeight,
    })),
  );
  return all.sort((a, b) => b.area - a.area);
}

/** Resolves when the tile of that name is several times as large as every other. */
async function isLarge(person: Person, name: string): Promise<void> {
  await poll(`${name} is large for ${person.name}`, async () => {
    const [first, second] = await tiles(person);
    return first?.name === name && first.area > 2 * (second?.area ?? 0);
  });
}

async function areAlike(person: Person): Promise<void> {
  await poll(`all tiles are alike for ${person.name}`, async () => {
    const all = await tiles(person);
    return all.length > 1 && all.at(-1)?.area === all[0]?.area;
  });
}

/** Shows the tools of the tile and clicks one. */
async function useTool({ page }: Person, tile: string, tool: string): Promise<void> {
  await page.locator('li.tile', { hasText: tile }).first().hover();
  await page.getByRole('button', { name: tool, exact: true }).click();
}

/** Resolves when exactly so many videos have arrived during the last second, whether a tile shows them or not. */
async function receives({ name, page }: Person, count: number): Promise<void> {
  const samples: { at: number; bytes: Map<string, number> }[] = [];
  await poll(`${name} receives ${count} videos`, async () => {
    const now = performance.now();
    const bytes = new Map(await page.evaluate(videoBytesByTrack));
    samples.push({ at: now, bytes });
    const old = samples.findLast(({ at }) => now - at >= 1_000);
    if (!old) return false;
    return [...bytes].filter(([track, sum]) => sum > (old.bytes.get(track) ?? 0)).length === count;
  });
}

/** Runs in the page. The stream of bandwidth probes has no track that is shown, and no codec. */
async function videoBytesByTrack(): Promise<[string, number][]> {
  const bytes: [string, number][] = [];
  for (const connection of connections.filter(({ connectionState }) => connectionState !== 'closed')) {
    for (const stat of (await connection.getStats()).values()) {
      if (stat.type !== 'inbound-rtp' || stat.kind !== 'video' || !stat.codecId) continue;
      bytes.push([stat.trackIdentifier, stat.bytesReceived]);
    }
  }
  return bytes;
}

test('pictures on other pages are not received, and are back when their page is', async () => {
  const [ann] = await call('pages', ['Ann', 'Ben', 'Cem', 'Dan']);
  await ann.watches(3);
  await receives(ann, 3);
  await ann.page.setViewportSize({ width: 320, height: 260 });
  await ann.reads('Page 1 of 2');
  await ann.watches(1);
  await receives(ann, 1);
  await ann.hears(3);
  await ann.press('Next page');
  await ann.watches(2);
  await receives(ann, 2);
  await ann.page.keyboard.press('PageUp');
  await ann.reads('Page 1 of 2');
  await receives(ann, 1);
  await ann.page.keyboard.press('PageDown');
  await ann.watches(2);
  await ann.page.setViewportSize({ width: 960, height: 640 });
  await ann.watches(3);
});

test('a picture in picture goes on while the page is hidden, and only that', async () => {
  const [ann] = await call('outside', ['Ann', 'Ben', 'Cem']);
  await ann.watches(2);
  await useTool(ann, 'Ben', 'Ben: picture in picture');
  await ann.reads('Shown in picture in picture');
  await ann.page.evaluate(setVisibility, 'hidden');
  await receives(ann, 1);
  await ann.page.evaluate(setVisibility, 'visible');
  await receives(ann, 2);
  await ann.press('Ben: back into the page');
  await ann.page.evaluate(setVisibility, 'hidden');
  await receives(ann, 0);
});

/** Runs in the page: as if the tab were hidden or shown. */
function setVisibility(state: string): void {
  Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state });
  document.dispatchEvent(new Event('visibilitychange'));
}

test('what a full screen tile covers is not received', async () => {
  const [ann] = await call('full', ['Ann', 'Ben', 'Cem']);
  await ann.watches(2);
  await useTool(ann, 'Ben', 'Ben: full screen');
  await receives(ann, 1);
  await ann.press('Leave full screen');
  await ann.watches(2);
});

test('a pinned tile is large until it is unpinned, and stays the same picture', async () => {
  const [ann] = await call('pin', ['Ann', 'Ben', 'Cem']);
  await ann.watches(2);
  await areAlike(ann);
  const video = await ann.page.locator('li.tile', { hasText: 'Cem' }).locator('video').elementHandle();
  await useTool(ann, 'Cem', 'Pin Cem');
  await isLarge(ann, 'Cem');
  await ann.watches(2);
  expect(await video?.evaluate(element => element.isConnected && !(element as HTMLVideoElement).paused)).toBe(
    true,
  );
  await ann.page.getByRole('button', { name: 'Unpin Cem' }).focus();
  await ann.page.keyboard.press('Enter');
  await areAlike(ann);
});

test('the speaker view shows another person large, and is remembered', async () => {
  const [ann, ben, cem] = await call('speaker', ['Ann', 'Ben', 'Cem']);
  await ann.watches(2);
  await Promise.all([ann.press('Mute microphone'), cem.press('Mute microphone')]);
  await ann.press(speaker);
  await isLarge(ann, 'Ben');
  await Promise.all([ben.press('Mute microphone'), cem.press('Unmute microphone')]);
  await isLarge(ann, 'Cem');
  await ann.join('speaker');
  await ann.sees(grid);
  await isLarge(ann, 'Cem');
});

test('a shared screen is large while it lasts, and the view before it returns', async () => {
  const [ann, ben] = await call('screen-view', ['Ann', 'Ben', 'Cem']);
  await ann.watches(2);
  await areAlike(ann);
  await ben.press('Share screen');
  await isLarge(ann, 'Screen of Ben');
  await ann.watches(1, 'screen');
  await ann.press(grid);
  await areAlike(ann);
  await ann.press(speaker);
  await isLarge(ann, 'Screen of Ben');
  await ben.press('Stop sharing');
  await ann.sees(speaker);
  await areAlike(ann);
});

test('your own picture floats above one other, moves by the keyboard, and can be hidden', async () => {
  const [ann] = await call('self', ['Ann', 'Ben']);
  await ann.watches(1);
  const own = ann.page.locator('li[data-self]');
  const left = async () => (await own.boundingBox())?.x ?? 0;
  const before = await left();
  await ann.page.getByRole('button', { name: 'Move your picture to the next corner' }).focus();
  await ann.page.keyboard.press('ArrowLeft');
  await poll('it is on the other side', async () => (await left()) < before - 300);
  await useTool(ann, 'Ann (you)', 'Hide your picture');
  await poll('it is hidden', async () => (await own.locator('video').count()) === 0);
  await ann.press('Show your picture');
  await poll('it is back, beside the other', async () => (await own.locator('video').count()) === 1);
});

test('a click shows the tools of a tile where the browser does not notice what the mouse points at', async () => {
  const touchFirst = { isMobile: true, hasTouch: true };
  const ann = await hall.person('Ann', touchFirst);
  const ben = await hall.person('Ben');
  await Promise.all([ann.join('no-hover'), ben.join('no-hover')]);
  const tile = ann.page.locator('li.tile', { hasText: 'Ben' });
  await tile.locator('video').waitFor();
  await tile.click({ position: { x: 60, y: 60 } });
  await ann.press('Pin Ben');
  await ann.sees('Unpin Ben');
});
