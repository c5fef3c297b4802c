/**
 * The sentences of the page in the language of its reader. Changing the language changes what is shown in place: a component that
 * reads `text` while it renders has read the language, which is a signal, and is rendered again when it changes. English is always there,
 * for whatever cannot be loaded; the others are loaded by those who read them.
 */
import { computed, effect, signal } from '@preact/signals';
import { preferences } from '../preferences.ts';
import { en, type Strings } from './en/index.ts';
import { type Language, languageFor } from './languages.ts';

const others: Record<Exclude<Language, 'en'>, () => Promise<Strings>> = {
  zh: async () => (await import('./zh/index.ts')).zh,
};

const loaded = signal<{ readonly en: Strings } & { readonly [L in Language]?: Strings }>({ en });

/** As chosen on this page before, otherwise as the address says (`?lang=zh`), otherwise as the browser is set up. */
const wanted = computed<Language>(
  () => preferences.value.language ?? languageFor([...askedFor(), ...(navigator.languages ?? [])]),
);

/** The one that is shown: English, until the sentences of the one that is wanted are there. */
export const language = computed<Language>(() => (loaded.value[wanted.value] ? wanted.value : 'en'));

/** Resolves when there is something to show: in the language that is wanted, unless that cannot be had. */
export async function loadLanguage(): Promise<void> {
  const which = wanted.peek();
  if (which === 'en' || loaded.peek()[which]) return;
  try {
    const strings = await others[which]();
    loaded.value = { ...loaded.peek(), [which]: strings };
  } catch (error) {
    console.warn(error);
  }
}

effect(() => {
  if (wanted.value !== 'en') void loadLanguage();
});

function askedFor(): string[] {
  return new URLSearchParams(globalThis.location?.search).getAll('lang');
}

/** Read it where a sentence is needed, not once for all: a sentence that is kept keeps its language. */
export const text: Strings = new Proxy(en, {
  get: (_, feature) => Reflect.get(loaded.value[language.value] ?? en, feature),
});
