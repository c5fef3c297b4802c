/** The history of rooms: in order, without gaps, within its bounds. */
import Value from 'typebox/value';
import { expect, test } from 'vitest';
import { HistoryEntry } from '#protocol/history.ts';
import { type HistoryBounds, RoomHistory } from '../../server/webhooks/history.ts';
import { chatSent, end, handRaised, open, tell } from './room-story.ts';

function historyOf(bounds: Partial<HistoryBounds> = {}) {
  const clock = { now: 0 };
  return { history: new RoomHistory({ bounds, now: () => clock.now }), clock };
}

const typesOf = (entries: HistoryEntry[] | undefined) => entries?.map(({ seq, type }) => `${seq} ${type}`);

test('a room is told from its opening to its end, each entry with its own id', () => {
  const { history } = historyOf();
  tell(history, 'one', 2);
  end(history, 'one');
  const told = history.since('one', -1, 100);
  expect(typesOf(told)).toEqual(['0 roomOpened', '1 handRaised', '2 handRaised', '3 roomClosed']);
  expect(told?.map(({ id }) => id)).toEqual(['one.0', 'one.1', 'one.2', 'one.3']);
  expect(told?.[1]).toMatchObject({ roomId: 'one', room: 'blue', at: 1_001, event: handRaised(1) });
  for (const entry of told ?? []) expect(Value.Check(HistoryEntry, entry)).toBe(true);
});

test('the schema takes no entry whose event is another than its type says', () => {
  const { history } = historyOf();
  tell(history, 'one', 1);
  const [entry] = history.since('one', 0, 1) ?? [];
  expect(Value.Check(HistoryEntry, { ...entry, type: 'handLowered' })).toBe(false);
  expect(Value.Check(HistoryEntry, { ...entry, reason: 'empty' })).toBe(false);
});

test('reads on from anywhere, in pieces', () => {
  const { history } = historyOf();
  tell(history, 'one', 5);
  expect(typesOf(history.since('one', 1, 2))).toEqual(['2 handRaised', '3 handRaised']);
  expect(history.since('one', 5, 10)).toEqual([]);
  expect(history.since('one', 99, 10)).toEqual([]);
});

test('what is older than the bounds is gone, and asking for it is told from having seen all', () => {
  const { history } = historyOf({ entries: 3 });
  tell(history, 'one', 5);
  expect(history.oldest('one')).toBe(3);
  expect(typesOf(history.since('one', 2, 10))).toEqual(['3 handRaised', '4 handRaised', '5 handRaised']);
  expect(history.since('one', 1, 10)).toBeUndefined();
  expect(history.since('one', -1, 10)).toBeUndefined();
  expect(history.since('never', -1, 10)).toBeUndefined();
});

test('long texts push out more than short ones, but never the newest', () => {
  const { history } = historyOf({ characters: 2_000 });
  open(history, 'one');
  for (let seq = 1; seq <= 5; seq += 1) history.happened('one', chatSent(seq, 'x'.repeat(700)));
  expect(history.oldest('one')).toBe(4);
  history.happened('one', chatSent(6, 'x'.repeat(4_000)));
  expect(history.oldest('one')).toBe(6);
});

test('a closed room is kept for an hour', () => {
  const { history, clock } = historyOf();
  tell(history, 'one', 1);
  clock.now = 5_000_000;
  expect(history.since('one', 0, 10)).toHaveLength(1);
  end(history, 'one');
  clock.now += 3_599_999;
  expect(history.since('one', 0, 10)).toHaveLength(2);
  clock.now += 1;
  expect(history.since('one', 0, 10)).toBeUndefined();
  expect(history.lives('blue')).toEqual([]);
});

test('of closed rooms only so many are kept, and only so many characters: the latest', () => {
  const { history } = historyOf({ closedRooms: 2 });
  for (const roomId of ['one', 'two', 'three']) {
    tell(history, roomId, 1);
    end(history, roomId);
  }
  expect(history.lives('blue')).toEqual(['three', 'two']);

  const { history: small } = historyOf({ closedCharacters: 3_000 });
  for (const roomId of ['one', 'two', 'three']) {
    open(small, roomId);
    small.happened(roomId, chatSent(1, 'x'.repeat(1_000)));
    end(small, roomId);
  }
  expect(small.lives('blue')).toEqual(['three']);
});

test('nothing happens in a room that is closed, or was never opened', () => {
  const { history } = historyOf();
  tell(history, 'one', 1);
  end(history, 'one');
  end(history, 'one');
  history.happened('one', handRaised(2));
  history.happened('two', handRaised(1));
  expect(history.since('one', -1, 10)).toHaveLength(3);
  expect(history.oldest('two')).toBeUndefined();
});

test('the lives of a name, newest first, and of no other', () => {
  const { history } = historyOf();
  tell(history, 'one', 1);
  end(history, 'one');
  tell(history, 'two', 1);
  tell(history, 'three', 1, 'green');
  expect(history.lives('blue')).toEqual(['two', 'one']);
  expect(history.lives('red')).toEqual([]);
});

test('listeners hear every entry, until they do not want to', () => {
  const { history } = historyOf();
  const heard: string[] = [];
  const stop = history.subscribe(({ id }) => heard.push(id));
  tell(history, 'one', 1);
  end(history, 'one');
  stop();
  tell(history, 'two', 1);
  expect(heard).toEqual(['one.0', 'one.1', 'one.2']);
});
