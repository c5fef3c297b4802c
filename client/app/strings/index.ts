/**
 * The sentences of the page in the language of its reader. Changing the language changes what is shown in place: a component that
 * reads `text` while it renders has read the language, which is a signal, and is rendered again when it changes.
 */
import { computed } from '@preact/signals';
import { preferences } from '../preferences.ts';
import { en, type Strings } from './en/index.ts';
import { type Language, languageFor } from './languages.ts';
import { zh } from './zh/index.ts';

const strings: Record<Language, Strings> = { en, zh };

/** As chosen on this page before, otherwise as the address says (`?lang=zh`), otherwise as the browser is set up. */
export const language = computed<Language>(
  () => preferences.value.language ?? languageFor([...askedFor(), ...(navigator.languages ?? [])]),
);

function askedFor(): string[] {
  return new URLSearchParams(globalThis.location?.search).getAll('lang');
}

/** Read it where a sentence is needed, not once for all: a sentence that is kept keeps its language. */
export const text: Strings = new Proxy(en, {
  get: (_, feature) => Reflect.get(strings[language.value], feature),
});
