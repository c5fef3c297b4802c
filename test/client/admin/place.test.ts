/** What the address of the administration page says, and how it is written. */
import { expect, test } from 'vitest';
import { addressOf, placeIn } from '../../../client/admin/place.ts';

test.each([
  {},
  { room: 'Café / 1?#&' },
  { room: 'kitchen', peerId: 'a-b_c' },
  { find: 'Ann & Ben' },
  { room: 'kitchen', find: 'an' },
])('%j is written and read back', place => {
  const { pathname, search } = new URL(addressOf(place), 'https://meet.example.org');
  expect(pathname).toBe('/admin');
  expect(placeIn(search)).toEqual(place);
});

test('a person without a room is nowhere, and what nobody knows is nothing', () => {
  expect(placeIn('?peer=ann&token=secret&room=')).toEqual({});
});
