import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import { Passcode, PeerName, RoomName, RoomTitle } from '#protocol/shapes.ts';
import {
  initialOf,
  maxPasscode,
  maxPeerName,
  maxRoomName,
  maxTitle,
  typedLine,
} from '../../../client/app/typed-text.ts';

test('whatever is typed becomes a name that the server takes, or nothing', () => {
  const typed = fc.string({ unit: 'binary', maxLength: 90 });
  const spaced = fc.string({
    unit: fc.constantFrom(' ', '\u00a0', '\t', '\u202e', 'a', 'é', '😀'),
    maxLength: 90,
  });
  const shape = Compile(PeerName);
  const check = (text: string) => {
    const name = typedLine(text, maxPeerName);
    return name === '' || shape.Check(name);
  };
  fc.assert(fc.property(fc.oneof(typed, spaced), check), { seed: 1, numRuns: 1000 });
});

test.each([
  ['  Ann  ', 'Ann'],
  ['Zoe\u0308', 'Zoë'],
  ['Ann\tLee', 'Ann Lee'],
  ['\u202eevil', 'evil'],
  ['   ', ''],
  // Cut between what is read as characters: eight families of eight units each fit, the ninth does not.
  ['👨‍👩‍👦'.repeat(9), '👨‍👩‍👦'.repeat(8)],
  [`${'x'.repeat(62)}🇨🇭`, 'x'.repeat(62)],
  [`${'x'.repeat(63)} y`, 'x'.repeat(63)],
  [`a${'\u0301'.repeat(90)}`, `á${'\u0301'.repeat(63)}`],
])('%j becomes %j', (text, name) => {
  expect(typedLine(text, maxPeerName)).toBe(name);
});

test.each([
  ['room name', RoomName, maxRoomName],
  ['peer name', PeerName, maxPeerName],
  ['title', RoomTitle, maxTitle],
  ['passcode', Passcode, maxPasscode],
] as const)('a %s is cut to the length that the protocol allows, and no shorter', (_kind, shape, longest) => {
  const lengths = [longest, longest + 1];
  expect(lengths.map(length => Value.Check(shape, 'x'.repeat(length)))).toEqual([true, false]);
});

test.each([
  ['ann', 'A'],
  ['🇨🇭 Urs', '🇨🇭'],
  ['👨‍👩‍👦', '👨‍👩‍👦'],
  ['', ''],
])('the initial of %j is %j', (name, initial) => {
  expect(initialOf(name)).toBe(initial);
});
