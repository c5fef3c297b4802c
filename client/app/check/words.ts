/**
 * The check's own sentences in the language of its reader: apart from those of the page, so that only who checks loads them. To be read
 * where they are shown, like `text`.
 */
import { computed } from '@preact/signals';
import { check as en } from '../strings/en/check.ts';
import { language } from '../strings/index.ts';
import type { Language } from '../strings/languages.ts';
import { check as zh } from '../strings/zh/check.ts';

const all: Record<Language, typeof en> = { en, zh };

export const words = computed(() => all[language.value]);
