/** What is kept of rooms and peers, how it is found, and that it is never too much. */
import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { TimelineEntry } from '#protocol/timeline.ts';
import type { Transition, TransitionType } from '../../server/rooms/transitions.ts';
import { anywhere, tell } from './story.ts';

const all = { limit: 1_000 };
const types = (entries: readonly { type: string }[] = []) => entries.map(({ type }) => type);

describe('what happened to somebody', () => {
  test('is told in order, with how they stand, while they are there and after they have left', () => {
    const { timeline, open, join, peer, leave, pass } = tell();
    open('kitchen');
    join('kitchen', 'Anna', 'user-1');
    pass(1_000);
    peer('kitchen', 'Anna', { type: 'qualityChanged', level: 'poor', limit: 'upload' });
    peer('kitchen', 'Anna', { type: 'peerSuspended', reason: 'timeout' });
    expect(timeline.story('kitchen', { peerId: 'anna' }, all)?.peers).toMatchObject([
      { name: 'Anna', identity: 'user-1', state: 'away', leftAt: null, quality: { limit: 'upload' } },
    ]);
    peer('kitchen', 'Anna', { type: 'peerResumed', away: 10 });
    peer('kitchen', 'Anna', { type: 'generationBegan', generation: 2, cause: 'client' });
    leave('kitchen', 'Anna', 'kicked');
    const story = timeline.story('kitchen', { peerId: 'anna' }, all);
    expect(types(story?.entries)).toEqual([
      'peerJoined',
      'qualityChanged',
      'peerSuspended',
      'peerResumed',
      'generationBegan',
      'peerLeft',
    ]);
    expect(story?.peers).toMatchObject([
      { state: 'gone', reason: 'kicked', generation: 2, leftAt: 1_001_000 },
    ]);
  });

  test('is found by part of a name or an identity, whatever its case, and by time', () => {
    const { timeline, open, join, leave, pass } = tell();
    open('kitchen');
    join('kitchen', 'Élodie', 'user-7');
    pass(60_000);
    leave('kitchen', 'Élodie');
    pass(60_000);
    join('kitchen', 'Anna');
    const names = (wish: Parameters<typeof timeline.find>[0]) =>
      timeline.find(wish, anywhere, 10).peers.map(({ name }) => name);
    expect(names({})).toEqual(['Anna', 'Élodie']); // who is there comes first
    expect(names({ name: 'E\u0301LO' })).toEqual(['Élodie']);
    expect(names({ name: 'USER-7' })).toEqual(['Élodie']);
    expect(names({ state: 'gone' })).toEqual(['Élodie']);
    expect(names({ from: 1_000_000, to: 1_030_000 })).toEqual(['Élodie']);
    expect(names({ from: 1_060_001 })).toEqual(['Anna']);
    expect(timeline.find({}, room => room === 'attic', 10).peers).toEqual([]);
    expect(timeline.find({}, anywhere, 1)).toMatchObject({ more: true, peers: [{ name: 'Anna' }] });
  });

  test('comes first while they suffer, and is not cut off by those who do not', () => {
    const { timeline, open, join, peer, leave, pass } = tell();
    open('kitchen');
    for (const name of ['Poor', 'Away', 'Fair', 'Good', 'Well', 'Gone']) {
      pass(1_000);
      join('kitchen', name);
    }
    peer('kitchen', 'Poor', { type: 'qualityChanged', level: 'poor', limit: 'upload' });
    peer('kitchen', 'Away', { type: 'peerSuspended', reason: 'timeout' });
    peer('kitchen', 'Fair', { type: 'qualityChanged', level: 'fair', limit: 'cpu' });
    peer('kitchen', 'Gone', { type: 'qualityChanged', level: 'poor', limit: 'upload' });
    leave('kitchen', 'Gone');
    const names = (limit: number) => timeline.find({}, anywhere, limit).peers.map(({ name }) => name);
    expect(names(10)).toEqual(['Poor', 'Away', 'Fair', 'Well', 'Good', 'Gone']);
    expect(names(1)).toEqual(['Poor']);
  });

  test('is not pushed out by layers that change all the time', () => {
    const { timeline, open, join, peer } = tell({ bounds: { each: { life: 10, fine: 5 } } });
    open('kitchen');
    join('kitchen', 'Anna');
    for (let time = 0; time < 50; time += 1) {
      const layers = { spatial: time % 3, temporal: 0 };
      peer('kitchen', 'Anna', { type: 'layersChanged', from: 'ben', source: 'camera', layers, limit: null });
    }
    const kept = types(timeline.story('kitchen', { peerId: 'anna' }, all)?.entries);
    expect(kept).toEqual(['peerJoined', ...Array(5).fill('layersChanged')]);
  });
});

describe('what happened in a room', () => {
  test('is that of the room, of all its peers in all its lives, and of who was not let in', () => {
    const { timeline, open, join, leave, close, refuse } = tell();
    open('kitchen');
    join('kitchen', 'Anna');
    refuse('kitchen', 'Eve');
    leave('kitchen', 'Anna');
    close('kitchen');
    open('attic');
    const story = timeline.story('kitchen', {}, all);
    expect(types(story?.entries)).toEqual([
      'roomOpened',
      'peerJoined',
      'joinRefused',
      'peerLeft',
      'roomClosed',
    ]);
    expect(story?.peers.map(({ name }) => name)).toEqual(['Anna']);
    expect(timeline.story('cellar', {}, all)).toBeUndefined();
  });

  test('is told between two times, the latest of it, and whether there is more', () => {
    const { timeline, open, join, leave, pass } = tell();
    open('kitchen');
    for (const name of ['Anna', 'Ben', 'Cleo']) {
      pass(10);
      join('kitchen', name);
    }
    const story = timeline.story('kitchen', {}, { limit: 2, to: 1_000_020 });
    expect(story).toMatchObject({ more: true, entries: [{ peerId: 'anna' }, { peerId: 'ben' }] });
    // Who is inside is told whatever the entries are about.
    expect(story?.peers.map(({ name }) => name)).toEqual(['Anna', 'Ben', 'Cleo']);
    leave('kitchen', 'Cleo');
    const later = timeline.story('kitchen', {}, { limit: 2, to: 1_000_020 });
    expect(later?.peers.map(({ name }) => name)).toEqual(['Anna', 'Ben']);
  });
});

test('what has ended is forgotten in time, and what lives is not', () => {
  const { timeline, open, join, leave, close, pass } = tell({ bounds: { keepEnded: 1_000 } });
  open('kitchen');
  open('attic');
  join('attic', 'Ben');
  join('kitchen', 'Anna');
  leave('kitchen', 'Anna');
  close('kitchen');
  pass(999);
  expect(timeline.find({}, anywhere, 10).peers).toHaveLength(2);
  pass(1);
  expect(timeline.find({}, anywhere, 10).peers.map(({ name }) => name)).toEqual(['Ben']);
  expect(timeline.story('kitchen', {}, all)).toBeUndefined();
  expect(timeline.size).toBe(2); // that the attic opened, and that Ben came
});

test('who was not let in is forgotten as soon as who has left', () => {
  const { timeline, refuse, pass } = tell({ bounds: { keepEnded: 1_000 } });
  refuse('kitchen', 'Eve');
  pass(500);
  refuse('kitchen', 'Mallory');
  pass(500);
  expect(timeline.story('kitchen', {}, all)?.entries).toMatchObject([{ name: 'Mallory' }]);
  pass(500);
  expect(timeline.story('kitchen', {}, all)).toBeUndefined();
});

/** What transitions say and entries, by their schema, do not. */
type Untold = {
  [T in TransitionType]: Exclude<
    keyof Extract<Transition, { type: T }>,
    keyof Extract<TimelineEntry, { type: T }> | 'room' | 'roomId' | 'name' | 'identity'
  >;
}[TransitionType];

test('entries say all that transitions say', () => {
  expectTypeOf<Untold>().toBeNever();
});

const room = fc.constantFrom('kitchen', 'attic');
const name = fc.constantFrom('Anna', 'Ben', 'Cleo', 'Dora');
const step = fc.oneof(
  fc.record({ do: fc.constant('open' as const), room }),
  fc.record({ do: fc.constant('close' as const), room }),
  fc.record({ do: fc.constant('join' as const), room, name }),
  fc.record({ do: fc.constant('leave' as const), room, name }),
  fc.record({ do: fc.constant('layers' as const), room, name }),
  fc.record({ do: fc.constant('refuse' as const), room, name }),
  fc.record({ do: fc.constant('pass' as const), milliseconds: fc.nat(600) }),
);

test('whatever happens, in whatever order, it is never more than its bounds', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), steps => {
      const bounds = { each: { life: 6, fine: 3 }, entries: 20, refusals: 4, keepEnded: 1_000, ended: 3 };
      const told = tell({ bounds });
      for (const each of steps) {
        if (each.do === 'pass') told.pass(each.milliseconds);
        else if (each.do === 'open' || each.do === 'close') told[each.do](each.room);
        else if (each.do === 'layers') {
          const details = { from: 'ben', source: 'camera', layers: null, limit: 'network' } as const;
          told.peer(each.room, each.name, { type: 'layersChanged', ...details });
        } else told[each.do](each.room, each.name);
        const stories = ['kitchen', 'attic'].map(of => told.timeline.story(of, {}, all)?.entries ?? []);
        const refused = stories.flat().filter(({ type }) => type === 'joinRefused').length;
        expect(refused).toBeLessThanOrEqual(bounds.refusals);
        expect(told.timeline.size).toBeLessThanOrEqual(bounds.entries);
        expect(told.timeline.size).toBe(stories.flat().length - refused);
        const gone = told.timeline.find({ state: 'gone' }, anywhere, 100).peers;
        expect(gone.length).toBeLessThanOrEqual(bounds.ended);
        for (const entries of stories) expect(entries).toEqual(entries.toSorted((a, b) => a.seq - b.seq));
      }
    }),
  );
});
