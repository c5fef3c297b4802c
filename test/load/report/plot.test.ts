import { expect, test } from 'vitest';
import { plot } from './plot.ts';

const linear = { label: 'Time (s)', scale: 'linear' } as const;
const log = { label: 'Subscribers', scale: 'log' } as const;

const numbersIn = (path: string) => [...path.matchAll(/-?\d+(\.\d+)?/g)].map(([text]) => Number(text));
const pathsOf = (svg: string, kind: string) =>
  [...svg.matchAll(new RegExp(`<path class="${kind} s\\d"? ?[^>]*d="([^"]+)"><title>`, 'g'))].map(
    match => match[1] ?? '',
  );

test('a line goes through its points: equal steps are equally far apart, and more is higher', () => {
  const svg = plot({
    title: 'Peers',
    x: linear,
    y: { label: 'Peers', scale: 'linear' },
    series: [
      {
        name: 'in',
        line: true,
        points: [
          [0, 0],
          [10, 50],
          [20, 100],
        ],
      },
    ],
  });
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0] = numbersIn(pathsOf(svg, 'line')[0] ?? '');
  expect(x1 - x0).toBeCloseTo(x2 - x1, 0);
  expect(y0 - y1).toBeCloseTo(y1 - y2, 0);
  expect(y2).toBeLessThan(y0);
});

test('on logarithmic axes equal factors are equally far apart, and what is not above 0 is left out', () => {
  const svg = plot({
    title: 'Growth',
    x: log,
    y: { label: 'CPU (%)', scale: 'log' },
    series: [
      {
        name: 'worker',
        points: [
          [0, 1],
          [1, 0.5],
          [10, 5],
          [100, 50],
        ],
      },
    ],
  });
  const dots = numbersIn((pathsOf(svg, 'dots')[0] ?? '').replaceAll('h0', ''));
  expect(dots).toHaveLength(6);
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0] = dots;
  expect(x1 - x0).toBeCloseTo(x2 - x1, 0);
  expect(y0 - y1).toBeCloseTo(y1 - y2, 0);
});

test('a gap interrupts the line', () => {
  const svg = plot({
    title: 'Gap',
    x: linear,
    y: linear,
    series: [
      {
        name: 'a',
        line: true,
        points: [
          [0, 1],
          [1, 2],
          [2, Number.NaN],
          [3, 1],
          [4, 1],
        ],
      },
    ],
  });
  expect(pathsOf(svg, 'line')[0]?.match(/M/g)).toHaveLength(2);
});

test('axes have their labels and ticks with numbers, several series a legend', () => {
  const points = [
    [1, 1],
    [2_000, 3],
  ] as const;
  const svg = plot({
    title: 'Two',
    x: log,
    y: linear,
    series: [
      { name: 'first', points },
      { name: 'second', points },
    ],
  });
  for (const text of ['Subscribers', 'Time (s)', 'first', 'second', '>1,000<']) expect(svg).toContain(text);
});

test('names cannot break out of the markup', () => {
  const svg = plot({
    title: '<script>"x"</script>',
    x: linear,
    y: linear,
    series: [{ name: '</svg><b>', points: [[1, 1]] }],
  });
  expect(svg).not.toContain('<script>');
  expect(svg).not.toContain('<b>');
});

test('a plot without points says so', () => {
  expect(plot({ title: 'None', x: linear, y: log, series: [] })).toContain('nothing was measured');
});
