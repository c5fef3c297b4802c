import { expect, test } from 'vitest';
import { broughtForward, seated, speakerToShow } from '../../../client/app/stage/seats.ts';

const never = () => 0;
const nobody = () => false;

test('who comes sits at the end, who goes leaves no gap, and nobody else moves', () => {
  expect(seated(['a', 'b', 'c'], ['d', 'c', 'a'])).toEqual(['a', 'c', 'd']);
  const seats = ['b', 'a'];
  expect(seated(seats, ['a', 'b'])).toBe(seats);
});

test('the speaker of another page changes places with who has been silent the longest', () => {
  const heard: Record<string, number> = { me: 0, a: 30, b: 10, c: 20 };
  const front = {
    keys: ['me', 'a', 'b', 'c'],
    stays: (key: string) => key === 'me',
    heardAt: (key: string) => heard[key] ?? 0,
  };
  expect(broughtForward(['me', 'a', 'b', 'c', 'd', 'e'], 'e', front)).toEqual([
    'me',
    'a',
    'e',
    'c',
    'd',
    'b',
  ]);
});

test('of those who never spoke the last on the page goes', () => {
  const front = { keys: ['a', 'b'], stays: nobody, heardAt: never };
  expect(broughtForward(['a', 'b', 'c'], 'c', front)).toEqual(['a', 'c', 'b']);
});

test('nothing moves for one who is there already, has no seat, or finds all places held', () => {
  const seats = ['a', 'b', 'c'];
  const front = { keys: ['a', 'b'], stays: nobody, heardAt: never };
  expect(broughtForward(seats, 'a', front)).toBe(seats);
  expect(broughtForward(seats, 'x', front)).toBe(seats);
  expect(broughtForward(seats, 'c', { ...front, stays: () => true })).toBe(seats);
});

test('the large picture is of who has the floor, never of yourself, and stays in silence', () => {
  expect(speakerToShow('a', 'b', ['a', 'b'], never)).toBe('b');
  expect(speakerToShow('a', 'me', ['a', 'b'], never)).toBe('a');
  expect(speakerToShow('a', null, ['a', 'b'], never)).toBe('a');
});

test('who was shown without having been heard gives way to a voice, whoever has the floor', () => {
  const heard = (key: string) => (key === 'b' ? 5 : 0);
  expect(speakerToShow('a', 'me', ['a', 'b'], heard)).toBe('b');
  expect(speakerToShow('c', null, ['a', 'b', 'c'], never)).toBe('c');
  expect(speakerToShow('b', 'me', ['a', 'b'], heard)).toBe('b');
});

test('when the one shown has left, it is of whoever was heard last, or of the first', () => {
  expect(speakerToShow('x', null, ['a', 'b'], key => (key === 'b' ? 5 : 0))).toBe('b');
  expect(speakerToShow(null, null, ['a', 'b'], never)).toBe('a');
  expect(speakerToShow('x', 'x', [], never)).toBeNull();
});
