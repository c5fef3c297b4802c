import { expect, test } from 'vitest';
import { type Item, type SceneInput, sceneOf } from '../../../client/app/stage/scene.ts';
import { aPeer } from '../../support/room-state.ts';

const person = (key: string): Item => ({
  key,
  peer: aPeer({ peerId: key }),
});
const screen = (key: string, peerId: string): Item => ({
  ...person(peerId),
  key,
  screen: { producerId: key, source: 'screen', paused: false },
});

/** In a grid with nothing pinned, `me` and others. */
function scene(names: string[], change: Partial<SceneInput> = {}) {
  const { large, small, floating } = sceneOf({
    ownId: 'me',
    people: ['me', ...names].map(person),
    screens: [],
    view: 'grid',
    pinned: null,
    speaker: null,
    selfView: undefined,
    ...change,
  });
  return { large: large?.key ?? null, small: small.map(({ key }) => key), floating: floating?.key ?? null };
}

test.each([
  ['alone you are the only tile', [], ['me'], null],
  ['with one other your picture floats above theirs', ['a'], ['a'], 'me'],
  ['with more it is one of the tiles', ['a', 'b'], ['me', 'a', 'b'], null],
])('%s', (_, names, small, floating) => {
  expect(scene(names)).toEqual({ large: null, small, floating });
});

test('where your picture is can be chosen, but it floats above somebody only', () => {
  expect(scene(['a'], { selfView: 'tile' }).small).toEqual(['me', 'a']);
  expect(scene(['a', 'b'], { selfView: 'floating' })).toMatchObject({ small: ['a', 'b'], floating: 'me' });
  expect(scene(['a', 'b'], { selfView: 'hidden' })).toMatchObject({ small: ['a', 'b'], floating: null });
  expect(scene([], { selfView: 'floating' })).toMatchObject({ small: ['me'], floating: null });
});

test('the large picture is the pinned one, else the latest screen, else the speaker', () => {
  const everything: Partial<SceneInput> = {
    screens: [screen('s1', 'a'), screen('s2', 'b')],
    view: 'speaker',
    speaker: 'b',
  };
  expect(scene(['a', 'b'], { ...everything, pinned: 'a' })).toMatchObject({
    large: 'a',
    small: ['s1', 's2', 'me', 'b'],
  });
  expect(scene(['a', 'b'], { ...everything, pinned: 'gone' }).large).toBe('s2');
  expect(scene(['a', 'b'], { ...everything, screens: [] })).toMatchObject({ large: 'b', small: ['me', 'a'] });
});

test('in the grid only what is pinned is large, and yourself when you pin yourself', () => {
  expect(scene(['a', 'b'], { screens: [screen('s1', 'a')], speaker: 'b' }).large).toBeNull();
  expect(scene(['a'], { pinned: 'me', selfView: 'hidden' })).toEqual({
    large: 'me',
    small: ['a'],
    floating: null,
  });
});
