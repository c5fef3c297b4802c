import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Burst, Bursts } from '../../server/checks/bursts.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function aBurst(said: string[], name = 'a', messages = 20, perSecond = 100): Burst {
  return {
    messages,
    perSecond,
    begun: () => said.push(`${name} begins`),
    send: () => said.push(name),
    ended: () => said.push(`${name} ends`),
  };
}

const countOf = (said: string[], name: string) => said.filter(each => each === name).length;

test('messages are spread evenly, and the end is told once', () => {
  const said: string[] = [];
  new Bursts(1).add(aBurst(said));
  expect(said).toEqual(['a begins']);
  vi.advanceTimersByTime(100);
  expect(countOf(said, 'a')).toBe(10);
  vi.advanceTimersByTime(100);
  expect(countOf(said, 'a')).toBe(20);
  vi.advanceTimersByTime(1_000);
  expect(said.slice(-2)).toEqual(['a', 'a ends']);
  expect(said).toHaveLength(22);
  expect(vi.getTimerCount()).toBe(0);
});

test('there are so many at once; the others come after them, in order', () => {
  const said: string[] = [];
  const bursts = new Bursts(2);
  for (const name of ['a', 'b', 'c', 'd']) bursts.add(aBurst(said, name));
  expect(said).toEqual(['a begins', 'b begins']);
  vi.advanceTimersByTime(200);
  expect(said.filter(each => each.includes(' '))).toEqual([
    'a begins',
    'b begins',
    'c begins',
    'a ends',
    'd begins',
    'b ends',
  ]);
  vi.advanceTimersByTime(200);
  expect([countOf(said, 'c'), countOf(said, 'd')]).toEqual([20, 20]);
});

test('one that is taken away sends nothing more, and makes room; one that waited never begins', () => {
  const said: string[] = [];
  const bursts = new Bursts(1);
  const [first, second, third] = ['a', 'b', 'c'].map(name => aBurst(said, name));
  if (!first || !second || !third) throw new Error('unreachable');
  for (const each of [first, second, third]) bursts.add(each);
  vi.advanceTimersByTime(50);
  bursts.remove(second);
  bursts.remove(first);
  bursts.remove(first);
  const before = countOf(said, 'a');
  vi.advanceTimersByTime(200);
  expect(countOf(said, 'a')).toBe(before);
  expect(said).not.toContain('b begins');
  expect(said.at(-1)).toBe('c ends');
  expect(vi.getTimerCount()).toBe(0);
});
