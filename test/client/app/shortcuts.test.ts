import { describe, expect, test } from 'vitest';
import {
  type Command,
  commandOf,
  type KeyPress,
  keysOf,
  shortcuts,
} from '../../../client/app/controls/shortcuts.ts';

function press(key: string, more: Partial<KeyPress> = {}): KeyPress {
  const code = /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : '';
  const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  return { key, code, ...none, repeat: false, isComposing: false, ...more };
}

describe('single keys', () => {
  test.each([
    ['m', 'microphone'],
    ['v', 'camera'],
    ['h', 'hand'],
    ['c', 'chat'],
  ] satisfies [string, Command][])('%s', (key, command) => {
    expect(commandOf(press(key), true)).toBe(command);
  });

  test('with caps lock', () => expect(commandOf(press('M'), true)).toBe('microphone'));
  test('? needs Shift on many keyboards', () =>
    expect(commandOf(press('?', { shiftKey: true }), true)).toBe('shortcuts'));
  test('on a Cyrillic keyboard', () =>
    expect(commandOf(press('ь', { code: 'KeyM' }), true)).toBe('microphone'));
  test('by what is printed on the key, not by its place', () =>
    expect(commandOf(press('m', { code: 'Semicolon' }), true)).toBe('microphone'));
  test('are off when switched off', () => {
    expect(commandOf(press('m'), false)).toBeUndefined();
    expect(commandOf(press('?', { shiftKey: true }), false)).toBeUndefined();
  });
});

test.each([
  ['held down', press('m', { repeat: true })],
  ['with Shift', press('M', { shiftKey: true })],
  ['with Alt', press('m', { altKey: true })],
  ['with Ctrl', press('c', { ctrlKey: true })],
  ['with Ctrl and Alt, which types a character', press('e', { ctrlKey: true, altKey: true })],
  ['with Ctrl and Shift', press('D', { ctrlKey: true, shiftKey: true })],
  ['while a word is composed', press('m', { isComposing: true })],
  ['of no command', press('x')],
])('a key %s does nothing', (_, event) => {
  expect(commandOf(event, true)).toBeUndefined();
});

test('with Ctrl or ⌘, even when single keys are off', () => {
  expect(commandOf(press('d', { ctrlKey: true }), false)).toBe('microphone');
  expect(commandOf(press('e', { metaKey: true }), false)).toBe('camera');
});

test('each command and each key is there once', () => {
  const commands = shortcuts.map(({ command }) => command);
  const keys = shortcuts.flatMap(({ key, withControl, listed = [] }) => [
    ...(key ? [key] : []),
    ...(withControl ? [`Ctrl+${withControl}`] : []),
    ...listed,
  ]);
  expect(new Set(commands).size).toBe(commands.length);
  expect(new Set(keys).size).toBe(keys.length);
});

test('keys as they are written on the keyboard', () => {
  expect(keysOf('microphone', true, false)).toEqual(['M', 'Ctrl+D']);
  expect(keysOf('microphone', false, true)).toEqual(['⌘D']);
  expect(keysOf('leave', true, false)).toEqual([]);
});
