import { afterEach, beforeEach, expect, test, vi } from 'vitest';

beforeEach(() => vi.resetModules());
afterEach(() => {
  vi.unstubAllGlobals();
});

/** What a page finds that opens now, with `localStorage` as it is. */
const openPage = () => import('../../../client/app/preferences.ts');

function storageWith(content?: string): Map<string, string> {
  const items = new Map(content === undefined ? [] : [['plenum', content]]);
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => items.set(key, value),
  });
  return items;
}

test('what is remembered is there on the next visit', async () => {
  storageWith();
  const { remember } = await openPage();
  remember({ name: 'Ann', microphoneOn: false });
  remember({ language: 'zh' });
  vi.resetModules();
  const { preferences } = await openPage();
  expect(preferences.value).toEqual({ name: 'Ann', microphoneOn: false, language: 'zh' });
});

test('what another tab remembered meanwhile is kept', async () => {
  const items = storageWith();
  const { remember } = await openPage();
  items.set('plenum', JSON.stringify({ camera: 'second' }));
  remember({ name: 'Ann' });
  expect(JSON.parse(items.get('plenum') ?? '')).toEqual({ camera: 'second', name: 'Ann' });
});

test.each([
  'nonsense',
  'null',
  '[]',
  '7',
  '"text"',
  '{"name":7,"language":"xx","camera":{},"microphoneOn":"yes","rooms":"blue","layout":null}',
])('nonsense in the storage is as good as nothing: %s', async stored => {
  storageWith(stored);
  expect((await openPage()).preferences.value).toEqual({});
});

test('of what is stored, that which can be read is', async () => {
  storageWith('{"name":" Ann\\u202e ","cameraOn":true,"rooms":["blue",5,""," x"],"other":1}');
  expect((await openPage()).preferences.value).toEqual({ name: 'Ann', cameraOn: true, rooms: ['blue'] });
});

test('where the storage is blocked the page remembers until it is closed', async () => {
  const blocked = () => {
    throw new DOMException('blocked', 'SecurityError');
  };
  vi.stubGlobal('localStorage', { getItem: blocked, setItem: blocked });
  const { preferences, remember } = await openPage();
  remember({ name: 'Ann' });
  expect(preferences.value).toEqual({ name: 'Ann' });
});
