import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesRoom } from '../../server/auth/room-pattern.ts';

test.each([
  ['x', 'x', true],
  ['x', 'y', false],
  ['x', 'xx', false],
  ['x', 'X', false],
  ['', '', true],
  ['*', '', true],
  ['*', 'anything at all', true],
  ['a*', 'a', true],
  ['a*', 'ba', false],
  ['*a', 'ba', true],
  ['*a', 'ab', false],
  ['a*a', 'a', false],
  ['a*a', 'aa', true],
  ['a*b*c', 'a-b-c', true],
  ['a*b*c', 'a-c-b', false],
  ['a*b*b', 'ab', false],
  ['*ab*ab', 'xab', false],
  ['**', 'x', true],
  ['a.c', 'abc', false],
  ['[a-z]*', 'b', false],
  ['caf\u00e9*', 'cafe\u0301-1', true],
  ['team-*', 'team-*', true],
  ['team-*', 'team-a*', true],
  ['team-a*', 'team-*', false],
  ['team-*', '*', false],
])('%s, %s: %s', (pattern, room, fits) => {
  expect(matchesRoom(pattern, room)).toBe(fits);
});

/** The obvious way, which takes for ever on some patterns. */
function slowly(pattern: string, room: string): boolean {
  const source = pattern
    .split('*')
    .map(piece => piece.replace(/[^a-z]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`).test(room);
}

test('it is what a regular expression would say', () => {
  const text = (letters: string) => fc.string({ unit: fc.constantFrom(...letters), maxLength: 8 });
  fc.assert(
    fc.property(text('ab*'), text('ab'), (pattern, room) => {
      expect(matchesRoom(pattern, room)).toBe(slowly(pattern, room));
    }),
    { numRuns: 2_000 },
  );
});

test('a pattern made to take long does not', () => {
  const started = performance.now();
  for (let round = 0; round < 1_000; round++) matchesRoom('*a'.repeat(64), `${'a'.repeat(127)}b`);
  expect(performance.now() - started).toBeLessThan(2_000);
});
