import { effect } from '@preact/signals';
import { afterEach, expect, test, vi } from 'vitest';
import { remember } from '../../../client/app/preferences.ts';
import { check as checkEn } from '../../../client/app/strings/en/check.ts';
import { en } from '../../../client/app/strings/en/index.ts';
import { language, text } from '../../../client/app/strings/index.ts';
import { languageFor } from '../../../client/app/strings/languages.ts';
import { check as checkZh } from '../../../client/app/strings/zh/check.ts';
import { zh } from '../../../client/app/strings/zh/index.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

test.each([
  [['zh-CN', 'en'], 'zh'],
  [['ZH-hans-CN'], 'zh'],
  [['zh_TW'], 'zh'],
  [['de-DE', 'zh', 'en'], 'zh'],
  [['en-GB', 'zh'], 'en'],
  [['de', 'zhx'], 'en'],
  [[], 'en'],
])('readers of %j get %s', (preferred, chosen) => {
  expect(languageFor(preferred)).toBe(chosen);
});

test('another language is shown at once to whoever has read a sentence', async () => {
  const shown: string[] = [];
  const stop = effect(() => {
    shown.push(text.leave);
  });
  remember({ language: 'zh' });
  await vi.waitFor(() => expect(language.value).toBe('zh'));
  remember({ language: 'en' });
  stop();
  expect(shown).toEqual([en.leave, zh.leave, en.leave]);
});

/** Every sentence without gaps, by its place. */
function sentences(of: object, place = ''): [place: string, sentence: string][] {
  return Object.entries(of).flatMap(([key, value]): [string, string][] => {
    const here = `${place}.${key}`;
    if (typeof value === 'string') return [[here, value]];
    return typeof value === 'function' ? [] : sentences(value, here);
  });
}

test.each([
  ['the page', en, zh],
  ['the check of the connection', checkEn, checkZh],
])('no sentence of %s is empty, and none was left in English', (_of, english, inChinese) => {
  const chinese = new Map(sentences(inChinese));
  for (const [place, sentence] of sentences(english)) {
    expect(sentence, place).not.toBe('');
    expect(chinese.get(place), place).toBeTruthy();
    if (/[a-z]{3}/.test(sentence) && place !== '.title') expect(chinese.get(place), place).not.toBe(sentence);
  }
});
