/** The token of a link: taken out of the address, kept for the tab, and shown to nobody. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { linkTo } from '../../../client/app/panels/copy-link.tsx';
import { forgetGuest, keepToken, nameIn, takeToken, token } from '../../../client/app/token.ts';

let kept: Map<string, string>;
let shown: string;

/** As if the page had been opened, or reloaded, at this address. */
function openAt(address: string): void {
  const { hash, pathname, search, href } = new URL(address, 'http://server');
  vi.stubGlobal('location', { hash, pathname, search, href });
  token.value = undefined;
}

beforeEach(() => {
  kept = new Map();
  shown = '';
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  });
  vi.stubGlobal('history', {
    state: null,
    replaceState: (_: unknown, __: string, to: string) => (shown = to),
  });
});
afterEach(() => void vi.unstubAllGlobals());

test('a token in the fragment is taken out of the address, and nothing else of it', () => {
  openAt('/r/blue?lang=zh#token=a.b.c');
  takeToken('blue');
  expect([token.value, shown]).toEqual(['a.b.c', '/r/blue?lang=zh']);
  expect(linkTo('blue')).toBe('http://server/r/blue');
});

test('an address without one is left alone', () => {
  openAt('/r/blue?token=a.b.c#there');
  takeToken('blue');
  expect([token.value, shown]).toEqual([undefined, '']);
});

test('it is there again after a reload, as it was refreshed last, and only for its room', () => {
  openAt('/r/blue#token=a.b.c');
  takeToken('blue');
  keepToken('blue', 'd.e.f');
  openAt('/r/blue');
  takeToken('blue');
  expect(token.value).toBe('d.e.f');
  openAt('/r/green');
  takeToken('green');
  expect(token.value).toBeUndefined();
  openAt('/r/blue#token=g.h.i');
  takeToken('blue');
  expect(token.value).toBe('g.h.i');
});

test('where the browser stores nothing it lasts as long as the page', () => {
  vi.stubGlobal('sessionStorage', {
    getItem: () => null,
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError');
    },
  });
  openAt('/r/blue#token=a.b.c');
  takeToken('blue');
  expect(token.value).toBe('a.b.c');
});

const withClaims = (claims: unknown) =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;

test.each([
  [withClaims({ name: ' Zoë 张\u202e ' }), 'Zoë 张'],
  [withClaims({ name: 7 }), ''],
  [withClaims({}), ''],
  [withClaims(null), ''],
  ['not a token', ''],
  ['a.%%.c', ''],
  [undefined, ''],
])('%j calls its bearer %j', (some, name) => {
  expect(nameIn(some)).toBe(name);
});

test('a guest is forgotten, an invitation never', () => {
  keepToken('blue', withClaims({ name: 'Ann' }));
  expect([forgetGuest('blue'), kept.size]).toEqual([false, 1]);
  keepToken('blue', withClaims({ guest: true }));
  expect([forgetGuest('blue'), kept.size, token.value]).toEqual([true, 0, undefined]);
  expect(forgetGuest('blue')).toBe(false);
});
