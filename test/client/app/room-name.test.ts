import { expect, test } from 'vitest';
import { newRoomName } from '../../../client/app/entrance/room-name.ts';
import { pathOf } from '../../../client/app/route.ts';

test('a new room can be read aloud, is the same in the address, and does not come twice', () => {
  const names = Array.from({ length: 1_000 }, newRoomName);
  for (const name of names) {
    expect(name).toMatch(/^([bdfgklmnprstvz][aeiou]){3}(-([bdfgklmnprstvz][aeiou]){3}){2}$/);
    expect(pathOf(name)).toBe(`/r/${name}`);
  }
  expect(new Set(names).size).toBe(names.length);
});
