import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type BarItem, fitting } from '../../../client/app/controls/bar-items.ts';
import { peopleInOrder, placeInLine } from '../../../client/app/panels/hands.ts';
import { type Gathered, ReactionFeed } from '../../../client/app/panels/reaction-feed.ts';
import { aPeer, aRoom } from '../../support/room-state.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const commands = ['microphone', 'camera', 'screen', 'hand', 'chat', 'settings', 'leave'] as const;
const items = commands.map((command): BarItem => ({ command, label: command, icon: 'chat', run: () => {} }));
const names = (some: readonly BarItem[]) => some.map(({ command }) => command);

test('what does not fit into the bar goes into the menu, in order, the least important first', () => {
  expect(names(fitting(items, 7).shown)).toEqual(commands);
  const { shown, rest } = fitting(items, 5);
  expect(names(shown)).toEqual(['microphone', 'camera', 'hand', 'chat', 'leave']);
  expect(names(rest)).toEqual(['screen', 'settings']);
  expect(names(fitting(items, 1).shown)).toEqual(['leave']);
  expect(names(fitting(items, -1).rest)).toEqual(commands);
});

function room(...hands: (number | null)[]) {
  return aRoom({ peers: hands.map((handRaisedAt, index) => aPeer({ peerId: `p${index}`, handRaisedAt })) });
}

test('who raised a hand first is first in line, and first in the list of people', () => {
  const state = room(null, 30, null, 10, null);
  expect(placeInLine(state, 'p3')).toBe(1);
  expect(placeInLine(state, 'p1')).toBe(2);
  expect(placeInLine(state, 'p0')).toBeUndefined();
  expect(peopleInOrder(state, 'p2').map(({ peerId }) => peerId)).toEqual(['p3', 'p1', 'p2', 'p0', 'p4']);
});

test('reactions are seen for a moment, and told together', () => {
  const told: Gathered[][] = [];
  const feed = new ReactionFeed(gathered => void told.push(gathered));
  feed.add({ peerId: 'a', reaction: 'heart' });
  feed.add({ peerId: 'b', reaction: 'heart' });
  feed.add({ peerId: 'b', reaction: 'laugh' });
  expect(feed.shown.value.map(({ peerId }) => peerId)).toEqual(['a', 'b', 'b']);
  vi.advanceTimersByTime(2_000);
  expect(told).toEqual([
    [
      { reaction: 'heart', peerIds: new Set(['a', 'b']) },
      { reaction: 'laugh', peerIds: new Set(['b']) },
    ],
  ]);
  vi.advanceTimersByTime(5_000);
  expect(feed.shown.value).toEqual([]);
  expect(told.length).toBe(1);
});

test('one person cannot cover the page with reactions, and nothing is left of a call that ended', () => {
  const feed = new ReactionFeed(() => {});
  for (let i = 0; i < 100; i++) feed.add({ peerId: 'a', reaction: 'heart' });
  expect(feed.shown.value.length).toBeLessThan(10);
  for (let i = 0; i < 200; i++) feed.add({ peerId: `p${i}`, reaction: 'heart' });
  expect(feed.shown.value.length).toBeLessThan(100);
  feed.stop();
  expect(feed.shown.value).toEqual([]);
  expect(vi.getTimerCount()).toBe(0);
});
