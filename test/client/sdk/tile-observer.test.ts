import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Interest } from '#protocol/interest.ts';
import { TileObserver } from '../../../client/sdk/tile-observer.ts';

// As much of a browser as the observer looks at.
class Observations {
  static report: (entries: unknown[]) => void = () => undefined;
  constructor(report: (entries: unknown[]) => void) {
    Observations.report = report;
  }
  observe() {}
  unobserve() {}
  disconnect() {}
}
class Resizes extends Observations {}

let page: EventTarget & { visibilityState: string };
let declared: Interest[];

beforeEach(() => {
  vi.useFakeTimers();
  declared = [];
  page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  vi.stubGlobal('document', page);
  vi.stubGlobal('window', new EventTarget());
  vi.stubGlobal('devicePixelRatio', 2);
  vi.stubGlobal('ResizeObserver', Resizes);
  vi.stubGlobal('IntersectionObserver', Observations);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function observer(quiet = 0): TileObserver {
  return new TileObserver(interest => declared.push(interest), { width: 320, height: 180 }, quiet);
}

function element(width: number, height: number): Element {
  return { getBoundingClientRect: () => ({ width, height }) } as Element;
}

const bob = { producerId: 'b', peerId: 'bob', source: 'camera' } as const;
const cy = { producerId: 'c', peerId: 'cy', source: 'camera' } as const;

test('tiles that appear together are declared once, in device pixels', () => {
  const tiles = observer();
  tiles.observe(element(320, 160), bob);
  tiles.observe(element(640, 320), cy);
  vi.advanceTimersByTime(199);
  expect(declared).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(declared).toEqual([
    {
      audio: 'all',
      video: [
        { producerId: 'c', width: 1280, height: 640 },
        { producerId: 'b', width: 640, height: 320 },
      ],
      otherVideo: { width: 640, height: 320 },
    },
  ]);
});

test('a tile scrolled out of sight is wanted at no size, and again when it returns', () => {
  const tiles = observer();
  const tile = element(320, 160);
  tiles.observe(tile, bob);
  for (const isIntersecting of [false, true]) {
    Observations.report([{ target: tile, isIntersecting }]);
    vi.advanceTimersByTime(200);
  }
  expect(declared.map(({ video }) => video[0]?.width)).toEqual([0, 640]);
});

test('a hidden page wants no picture after a moment, and all at once when it is shown again', () => {
  observer().observe(element(320, 160), bob);
  vi.advanceTimersByTime(200);
  page.visibilityState = 'hidden';
  page.dispatchEvent(new Event('visibilitychange'));
  vi.advanceTimersByTime(200);
  page.visibilityState = 'visible';
  page.dispatchEvent(new Event('visibilitychange'));
  vi.advanceTimersByTime(0);
  expect(declared.map(({ video }) => video[0]?.width)).toEqual([640, 0, 640]);
});

test('nothing is declared in the quiet time after joining, nor once it is stopped', () => {
  const tiles = observer(1000);
  tiles.observe(element(320, 160), bob);
  vi.advanceTimersByTime(900);
  expect(declared).toEqual([]);
  vi.advanceTimersByTime(100);
  expect(declared).toHaveLength(1);
  tiles.setDominant('bob');
  tiles.stop();
  vi.advanceTimersByTime(5000);
  expect(declared).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('videos without a tile are expected as told, are kept ready by name, or left out', () => {
  const tiles = observer();
  tiles.observe(element(320, 160), bob);
  tiles.setExpected({ width: 0, height: 0 });
  vi.advanceTimersByTime(200);
  tiles.setExpected(null);
  tiles.keepReady([bob, cy]);
  vi.advanceTimersByTime(200);
  expect(declared.map(({ otherVideo }) => otherVideo)).toEqual([{ width: 0, height: 0 }, null]);
  expect(declared[1]?.video).toEqual([
    { producerId: 'b', width: 640, height: 320 },
    { producerId: 'c', width: 0, height: 0 },
  ]);
  tiles.setExpected(null);
  tiles.keepReady([bob, cy]);
  expect(vi.getTimerCount()).toBe(0);
});

test('a picture that is shown outside of the page is wanted while the page is hidden, at its size there', () => {
  const tiles = observer();
  const tile = element(320, 160);
  tiles.observe(tile, bob);
  tiles.observe(element(320, 160), cy);
  tiles.setOutside(tile, { width: 160, height: 80 });
  page.visibilityState = 'hidden';
  vi.advanceTimersByTime(200);
  tiles.setOutside(null);
  vi.advanceTimersByTime(200);
  expect(declared.map(({ video }) => video.map(({ producerId, width }) => [producerId, width]))).toEqual([
    [
      ['b', 320],
      ['c', 0],
    ],
    [
      ['b', 0],
      ['c', 0],
    ],
  ]);
});

test('what a full screen tile covers is not wanted', () => {
  const tiles = observer();
  const tile = Object.assign(element(1280, 720), { contains: () => false });
  tiles.observe(tile, bob);
  tiles.observe(element(320, 160), cy);
  Object.assign(page, { fullscreenElement: tile });
  page.dispatchEvent(new Event('fullscreenchange'));
  vi.advanceTimersByTime(200);
  expect(declared.at(-1)?.video.map(({ producerId, width }) => [producerId, width])).toEqual([
    ['b', 2560],
    ['c', 0],
  ]);
});
