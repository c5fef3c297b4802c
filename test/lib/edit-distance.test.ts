import { expect, test } from 'vitest';
import { editDistance } from '../../server/lib/edit-distance.ts';

test.each([
  ['', '', 0],
  ['PORT', 'PORT', 0],
  ['', 'PORT', 4],
  ['PORT', '', 4],
  ['ANNOUNCED_ADRESS', 'ANNOUNCED_ADDRESS', 1],
  ['PROT', 'PORT', 1],
  ['WORKERSS', 'WORKERS', 1],
  ['HOME', 'HOST', 2],
  ['kitten', 'sitting', 3],
  ['CA', 'ABC', 3],
])('from %s to %s: %s', (one, other, distance) => {
  expect(editDistance(one, other)).toBe(distance);
  expect(editDistance(other, one)).toBe(distance);
});
