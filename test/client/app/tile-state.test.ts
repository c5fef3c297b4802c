import { describe, expect, test } from 'vitest';
import { barsOf, type Seen, saidOf } from '../../../client/app/quality/tile-state.ts';

const fine: Seen = {
  path: 'connected',
  theirs: { level: 'good', limit: null },
  arrival: { layers: { spatial: 1, temporal: 2 }, limit: null },
  still: false,
};
const upload = { level: 'poor', limit: 'upload' } as const;
const network = { layers: { spatial: 0, temporal: 2 }, limit: 'network' } as const;
const publisher = { layers: null, limit: 'publisher' } as const;

describe('a tile says', () => {
  test.each<[string, Partial<Seen>, ReturnType<typeof saidOf>]>([
    ['nothing of a good picture', {}, undefined],
    ['nothing of a video without layers', { arrival: undefined }, undefined],
    ['that there is no path', { path: 'interrupted', still: true, arrival: network }, 'noPath'],
    [
      'that they have none',
      { theirs: { level: 'poor', limit: 'interrupted' }, still: true },
      'theyHaveNoPath',
    ],
    ['that the video is off for the sound', { arrival: { ...network, layers: null } }, 'noPicture'],
    ['that pictures are smaller', { arrival: network }, 'smaller'],
    ['what is nearer to its viewer first', { arrival: network, theirs: upload }, 'smaller'],
    ['that their upload is slow', { theirs: upload, arrival: publisher }, 'theirUpload'],
    ['that their computer is', { theirs: { level: 'fair', limit: 'cpu' } }, 'theirCpu'],
    ['that their download is', { theirs: { level: 'fair', limit: 'download' } }, 'theirDownload'],
    ['of a still picture that it stopped', { still: true }, 'pictureStopped'],
    ['whose it is to go on', { still: true, arrival: publisher }, 'theirPictureStopped'],
    ['the same when they report it', { still: true, theirs: upload }, 'theirPictureStopped'],
    [
      'nothing of a smaller picture that they send',
      { arrival: { ...network, limit: 'publisher' } },
      undefined,
    ],
  ])('%s', (_, change, said) => {
    expect(saidOf({ ...fine, ...change })).toBe(said);
  });
});

test('fewer bars are worse', () => {
  expect(barsOf(undefined, 'good')).toBe(3);
  expect(barsOf(undefined, 'fair')).toBe(2);
  expect(barsOf('smaller', 'good')).toBe(2);
  expect(barsOf('theirUpload', 'poor')).toBe(1);
  expect(barsOf('pictureStopped', 'good')).toBe(1);
  expect(barsOf('noPath', 'good')).toBe(0);
});
