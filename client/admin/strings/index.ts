/**
 * The sentences of the administration page in the language of its reader, which is remembered with that of the conference page.
 */
import { computed } from '@preact/signals';
import { preferences } from '../../app/preferences.ts';
import { type Language, languageFor } from '../../app/strings/languages.ts';
import { en, type Strings } from './en.ts';
import { zh } from './zh.ts';

const all: Record<Language, Strings> = { en, zh };

/** As chosen before, otherwise as the browser is set up. */
export const language = computed<Language>(
  () => preferences.value.language ?? languageFor(navigator.languages ?? []),
);

/** Read where a sentence is shown, not once for all. */
export const words = computed(() => all[language.value]);
