/**
 * The fold is what keeps every browser and the server agreeing about a room: its laws, over any sequence of events.
 */
import fc from 'fast-check';
import Value from 'typebox/value';
import { expect, test } from 'vitest';
import { applyEvent, emptyRoom, usualSettings } from '#protocol/fold.ts';
import {
  type EventType,
  events,
  type ProducerState,
  type RoomChange,
  type RoomEvent,
  RoomState,
} from '#protocol/room-state.ts';
import { maxChatLength, maxChatMessages, sources } from '#protocol/words.ts';
import { aGrant, aPeer } from '../support/room-state.ts';

const seed = 20261120;

// Few ids, so that random events meet the same peers and producers again and again.
const peerId = fc.constantFrom('ann', 'bob', 'cleo');
const producerId = fc.constantFrom(
  ...'0123'.split('').map(digit => `00000000-0000-4000-8000-00000000000${digit}`),
);
const producer: fc.Arbitrary<ProducerState> = fc.record({
  producerId,
  source: fc.constantFrom(...sources),
  paused: fc.boolean(),
});
const ofProducer = { peerId, producerId };

/** One generator per event type: a new event does not compile, and fails below, until it has one here. */
const changes = {
  peerJoined: fc.record({
    type: fc.constant('peerJoined' as const),
    peer: peerId.map(id => aPeer({ peerId: id })),
  }),
  peerLeft: fc.record({
    type: fc.constant('peerLeft' as const),
    peerId,
    reason: fc.constant('left' as const),
  }),
  producerAdded: fc.record({ type: fc.constant('producerAdded' as const), peerId, producer }),
  producerRemoved: fc.record({ type: fc.constant('producerRemoved' as const), ...ofProducer }),
  handRaised: fc.record({ type: fc.constant('handRaised' as const), peerId }),
  handLowered: fc.record({ type: fc.constant('handLowered' as const), peerId }),
  chatSent: fc.record({
    type: fc.constant('chatSent' as const),
    peerId,
    messageId: fc.uuid(),
    text: fc.string({ minLength: 1, maxLength: 20 }).map(typed => `x${typed.replace(/[^a-z]/g, '')}`),
  }),
  producerPaused: fc.record({ type: fc.constant('producerPaused' as const), ...ofProducer }),
  producerResumed: fc.record({ type: fc.constant('producerResumed' as const), ...ofProducer }),
  grantChanged: fc.record({
    type: fc.constant('grantChanged' as const),
    peerId,
    grant: fc.boolean().map(moderator => aGrant({ moderator })),
  }),
  settingsChanged: fc.record({
    type: fc.constant('settingsChanged' as const),
    settings: fc.boolean().map(locked => ({ ...usualSettings, locked })),
  }),
} satisfies { [T in EventType]: fc.Arbitrary<Extract<RoomChange, { type: T }>> };

const log: fc.Arbitrary<RoomEvent[]> = fc
  .array(fc.oneof(...Object.values<fc.Arbitrary<RoomChange>>(changes)), { maxLength: 40 })
  .map(list => list.map((change, index) => ({ seq: index + 1, at: 0, ...change })));

const fold = (list: readonly RoomEvent[], from: RoomState = emptyRoom('kitchen')) =>
  list.reduce(applyEvent, from);

test('every event type has a generator here', () => {
  expect(Object.keys(changes).sort()).toEqual(Object.keys(events).sort());
});

test('any sequence of events folds to a state that fits its schema, at the seq of the last event', () => {
  fc.assert(
    fc.property(log, list => {
      const state = fold(list);
      expect(state.seq).toBe(list.length);
      expect(Value.Errors(RoomState, state)).toEqual([]);
    }),
    { seed },
  );
});

test('a snapshot and the events after it give the same state as all events', () => {
  fc.assert(
    fc.property(log, fc.nat(), (list, cut) => {
      const at = list.length === 0 ? 0 : cut % (list.length + 1);
      expect(fold(list.slice(at), fold(list.slice(0, at)))).toEqual(fold(list));
    }),
    { seed },
  );
});

test('replaying events that are known already changes nothing', () => {
  fc.assert(
    fc.property(log, list => {
      const state = fold(list);
      expect(fold(list, state)).toBe(state);
    }),
    { seed },
  );
});

test('a missing event throws, whatever it was', () => {
  fc.assert(
    fc.property(log, fc.nat(), (list, pick) => {
      fc.pre(list.length >= 2);
      const missing = pick % (list.length - 1);
      const before = fold(list.slice(0, missing));
      expect(() => fold(list.slice(missing + 1), before)).toThrow(/follows event/);
    }),
    { seed },
  );
});

test('the fold never changes the state it was given', () => {
  fc.assert(
    fc.property(log, list => {
      const states = [emptyRoom('kitchen')];
      for (const event of list) states.push(applyEvent(states.at(-1) ?? emptyRoom('kitchen'), event));
      const kept = structuredClone(states);
      fold(list, states[0]);
      expect(states).toEqual(kept);
    }),
    { seed },
  );
});

const ann = aPeer({ peerId: 'ann', name: 'Ann' });
const camera: ProducerState = { producerId: 'cam', source: 'camera', paused: false };

const said = (seq: number, text: string): RoomEvent => ({
  seq,
  at: seq,
  type: 'chatSent',
  messageId: `message-${seq}`,
  peerId: 'ann',
  text,
});

test('chat keeps who said what and when, also of those who left', () => {
  const state = fold([
    { seq: 1, at: 0, type: 'peerJoined', peer: ann },
    said(2, 'hello'),
    { seq: 3, at: 0, type: 'peerLeft', peerId: 'ann', reason: 'left' },
  ]);
  expect(state.chat).toEqual([{ messageId: 'message-2', peerId: 'ann', name: 'Ann', text: 'hello', at: 2 }]);
});

test('chat keeps the latest messages, and no more text than it may', () => {
  const ofLength = (length: number, count: number) =>
    fold([
      { seq: 1, at: 0, type: 'peerJoined', peer: ann },
      ...Array.from({ length: count }, (_, index) => said(index + 2, 'x'.repeat(length))),
    ]).chat.map(({ at }) => at);
  expect(ofLength(1, maxChatMessages + 3)).toHaveLength(maxChatMessages);
  expect(ofLength(1, maxChatMessages + 3).at(-1)).toBe(maxChatMessages + 4);
  expect(ofLength(4096, 20)).toEqual(Array.from({ length: maxChatLength / 4096 }, (_, index) => index + 6));
});

test('a raised hand is known with its time, until it is lowered', () => {
  const raised = fold([
    { seq: 1, at: 0, type: 'peerJoined', peer: ann },
    { seq: 2, at: 77, type: 'handRaised', peerId: 'ann' },
  ]);
  expect(raised.peers.ann?.handRaisedAt).toBe(77);
  const lowered = applyEvent(raised, { seq: 3, at: 78, type: 'handLowered', peerId: 'ann' });
  expect(lowered.peers.ann?.handRaisedAt).toBe(null);
});

test('peerJoined adds the peer, peerLeft removes it with all that it published', () => {
  const joined = fold([{ seq: 1, at: 0, type: 'peerJoined', peer: ann }]);
  expect(joined.peers).toEqual({ ann });
  const published = applyEvent(joined, {
    seq: 2,
    at: 0,
    type: 'producerAdded',
    peerId: 'ann',
    producer: camera,
  });
  const left = applyEvent(published, { seq: 3, at: 0, type: 'peerLeft', peerId: 'ann', reason: 'left' });
  expect(left).toEqual({ ...emptyRoom('kitchen'), seq: 3 });
});

test('a producer is added, paused, resumed and removed', () => {
  const joined = fold([{ seq: 1, at: 0, type: 'peerJoined', peer: ann }]);
  const about = { at: 0, peerId: 'ann', producerId: 'cam' };
  const added = applyEvent(joined, { seq: 2, at: 0, type: 'producerAdded', peerId: 'ann', producer: camera });
  expect(added.peers.ann?.producers).toEqual({ cam: camera });
  const paused = applyEvent(added, { seq: 3, type: 'producerPaused', ...about });
  expect(paused.peers.ann?.producers).toEqual({ cam: { ...camera, paused: true } });
  const resumed = applyEvent(paused, { seq: 4, type: 'producerResumed', ...about });
  expect(resumed.peers.ann?.producers).toEqual({ cam: camera });
  const removed = applyEvent(resumed, { seq: 5, type: 'producerRemoved', ...about });
  expect(removed.peers.ann).toEqual(ann);
});

test('an event about somebody who is not there counts, and changes nothing else', () => {
  const state = fold([{ seq: 1, at: 0, type: 'producerPaused', peerId: 'nobody', producerId: 'nothing' }]);
  expect(state).toEqual({ ...emptyRoom('kitchen'), seq: 1 });
});

test('a grant changes for its peer, settings for the room', () => {
  const joined = fold([{ seq: 1, at: 0, type: 'peerJoined', peer: ann }]);
  const grant = aGrant({ moderator: true });
  const raised = applyEvent(joined, { seq: 2, at: 0, type: 'grantChanged', peerId: 'ann', grant });
  expect(raised.peers.ann).toEqual({ ...ann, grant });
  const settings = { ...usualSettings, title: 'Monday', locked: true };
  const locked = applyEvent(raised, { seq: 3, at: 0, type: 'settingsChanged', settings, by: 'ann' });
  expect(locked).toEqual({ ...raised, seq: 3, settings });
});
