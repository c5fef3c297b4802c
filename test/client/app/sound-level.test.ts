import { expect, test } from 'vitest';
import { levelOf } from '../../../client/app/settings/sound-level.ts';

const tone = (amplitude: number) =>
  Float32Array.from({ length: 1024 }, (_, i) => amplitude * Math.sin((i * Math.PI) / 16));

test('silence is 0, and a louder tone is always higher', () => {
  expect(levelOf(new Float32Array(1024))).toBe(0);
  expect(levelOf(new Float32Array(0))).toBe(0);
  const levels = [0.0001, 0.01, 0.1, 0.5, 1].map(amplitude => levelOf(tone(amplitude)));
  expect(levels).toEqual([...levels].sort((a, b) => a - b));
  expect(levels[0]).toBe(0);
});

test('a voice at a normal distance is in the middle, full scale is the end', () => {
  expect(levelOf(tone(0.05))).toBeGreaterThan(0.4);
  expect(levelOf(tone(0.05))).toBeLessThan(0.7);
  expect(levelOf(Float32Array.from({ length: 64 }, () => 1))).toBe(1);
});
