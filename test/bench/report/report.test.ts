/** What is kept of a benchmark: the generated parts change, what somebody wrote stays. */
import { expect, test } from 'vitest';
import { plusMinus } from './numbers.ts';
import { replaceSection } from './sections.ts';

test('a part is appended once, then replaced where it stands', () => {
  const first = replaceSection('# Results\n\nBy hand.\n', 'join', 'old');
  const notes = `${first}\nMore by hand.\n`;
  const second = replaceSection(notes, 'join', 'new');
  expect(second).toBe(
    '# Results\n\nBy hand.\n\n<!-- generated: join -->\nnew\n<!-- end -->\n\nMore by hand.\n',
  );
});

test('a part without an end is not guessed at', () => {
  expect(() => replaceSection('<!-- generated: join -->\nold\n', 'join', 'new')).toThrow(/no end/);
});

test('a figure comes with its interval, and nothing measured is a dash', () => {
  expect(plusMinus({ median: 1.0123, low: 0.99, high: 1.04, count: 9 }, 2)).toBe('1.01 (0.99 to 1.04)');
  expect(plusMinus({ median: Number.NaN, low: Number.NaN, high: Number.NaN, count: 0 }, 2)).toBe(
    '– (– to –)',
  );
});
