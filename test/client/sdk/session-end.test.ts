import { expect, test } from 'vitest';
import { closeReasons } from '#protocol/words.ts';
import { endFromClose } from '../../../client/sdk/session-end.ts';

test.each(Object.entries(closeReasons))(
  'the code of %s gives its word and sentence',
  (reason, { code, sentence }) => {
    expect(endFromClose(code, '', true)).toEqual({ reason, code, sentence });
  },
);

test.each([
  [1006, '', false, 'unreachable'],
  [1006, '', true, 'lost'],
  [1001, '', true, 'lost'],
  [1009, '', true, 'frame-too-long'],
  [4321, 'kicked', true, 'ended'],
])('code %i with word "%s" (opened: %s) means %s', (code, word, opened, reason) => {
  const end = endFromClose(code, word, opened);
  expect(end.reason).toBe(reason);
  expect(end.sentence).toMatch(/\.$/);
});
