/**
 * Which languages there are, and which one a reader gets who has not chosen. Knows no sentence.
 */
export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** In its own words, for those who look for theirs in a list that they cannot read. */
export const languageNames: Record<Language, string> = { en: 'English', zh: '简体中文' };

/** For `<html lang>`: fonts and screen readers go by the script. */
export const languageTags: Record<Language, string> = { en: 'en', zh: 'zh-Hans' };

/** The first language of `preferred` (as in `navigator.languages`) that there is, whatever its region; otherwise English. */
export function languageFor(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const [primary] = tag.toLowerCase().split(/[-_]/);
    const found = languages.find(language => language === primary);
    if (found) return found;
  }
  return 'en';
}
