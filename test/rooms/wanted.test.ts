import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Interest } from '#protocol/interest.ts';
import { kindOf, type Source, sources } from '#protocol/words.ts';
import type { Publication } from '../../server/rooms/publication.ts';
import { wantedBy } from '../../server/rooms/wanted.ts';

const publication = (producerId: string, source: Source): Publication => ({
  producerId,
  peerId: 'ann',
  source,
  codec: 'opus',
  layers: [],
  paused: false,
  shown: false,
  carrier: undefined,
  producer: undefined,
  demand: undefined,
});
const published = [
  publication('mic', 'microphone'),
  publication('cam', 'camera'),
  publication('screen', 'screen'),
  publication('sound', 'screen-audio'),
];
const small = { width: 160, height: 90 };
const large = { width: 1280, height: 720 };

/** What is wanted as `[id, width of the tile, priority]`. */
const table = (interest: Interest) =>
  [...wantedBy(interest, published)].map(([id, { tile, priority }]) => [id, tile?.width, priority]);

test('all audio, no video', () => {
  expect(table({ audio: 'all', video: [], otherVideo: null })).toEqual([
    ['mic', undefined, 1],
    ['sound', undefined, 1],
  ]);
});

test('audio of a list only', () => {
  expect(table({ audio: ['sound', 'gone'], video: [], otherVideo: null })).toEqual([['sound', undefined, 1]]);
  expect(table({ audio: [], video: [], otherVideo: null })).toEqual([]);
});

test('named video by order of importance, at its own size', () => {
  const video = [
    { producerId: 'screen', ...large },
    { producerId: 'gone', ...small },
    { producerId: 'cam', ...small },
  ];
  expect(table({ audio: [], video, otherVideo: null })).toEqual([
    ['cam', 160, 252],
    ['screen', 1280, 254],
  ]);
});

test('video that is not named gets the size and the importance of the rest', () => {
  const video = [{ producerId: 'screen', ...large }];
  expect(table({ audio: [], video, otherVideo: small })).toEqual([
    ['cam', 160, 1],
    ['screen', 1280, 254],
  ]);
});

test('a tile that is not visible is still wanted: it is kept ready', () => {
  const video = [{ producerId: 'cam', width: 0, height: 0 }];
  expect(table({ audio: [], video, otherVideo: null })).toEqual([['cam', 0, 254]]);
});

test('an id named as the other kind matches nothing', () => {
  expect(table({ audio: ['cam'], video: [{ producerId: 'mic', ...small }], otherVideo: null })).toEqual([]);
});

const id = fc.constantFrom(...Array.from({ length: 8 }, (_, index) => `p${index}`));
const tile = fc.record({ width: fc.nat(2_000), height: fc.nat(2_000) });
const interests: fc.Arbitrary<Interest> = fc.record({
  audio: fc.oneof(fc.constant('all' as const), fc.array(id, { maxLength: 6 })),
  video: fc.uniqueArray(
    fc.tuple(id, tile).map(([producerId, each]) => ({ producerId, ...each })),
    { selector: ({ producerId }) => producerId, maxLength: 128 },
  ),
  otherVideo: fc.option(tile),
});
const rooms = fc
  .uniqueArray(fc.tuple(id, fc.constantFrom(...sources)), { selector: ([producerId]) => producerId })
  .map(list => list.map(([producerId, source]) => publication(producerId, source)));

test('nothing but what is published is wanted, within the bounds of the engine, the more important above', () => {
  fc.assert(
    fc.property(interests, rooms, (interest, room) => {
      const wanted = wantedBy(interest, room);
      for (const [producerId, { publication: found, tile: size, priority }] of wanted) {
        expect(room).toContain(found);
        expect(found.producerId).toBe(producerId);
        expect(priority).toBeGreaterThanOrEqual(1);
        expect(priority).toBeLessThanOrEqual(255);
        expect(size === undefined).toBe(kindOf(found.source) === 'audio');
      }
      const named = interest.video.flatMap(({ producerId }) => wanted.get(producerId) ?? []);
      const priorities = named.filter(({ tile: size }) => size).map(({ priority }) => priority);
      expect(priorities).toEqual(priorities.toSorted((a, b) => b - a));
      expect(new Set(priorities).size).toBe(priorities.length);
    }),
    { seed: 20261120 },
  );
});
