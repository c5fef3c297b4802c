import { afterEach, expect, test } from 'vitest';
import { announce, announcements, forgetNotices, notices, notify } from '../../../client/app/notices.ts';

afterEach(forgetNotices);

test('the same sentence is shown once, and can be taken back', () => {
  const takeBack = notify('a');
  notify('a');
  notify('b');
  expect(notices.value.map(notice => notice.text)).toEqual(['a', 'b']);
  takeBack();
  takeBack();
  expect(notices.value.map(notice => notice.text)).toEqual(['b']);
});

test('the same announcement twice is two announcements, and only the latest are kept', () => {
  for (const sentence of ['1', '2', '3', '4', 'x', 'x']) announce(sentence);
  const { value } = announcements;
  expect(value.map(each => each.text)).toEqual(['2', '3', '4', 'x', 'x']);
  expect(new Set(value.map(each => each.id)).size).toBe(5);
});
