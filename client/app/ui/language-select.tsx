/**
 * The choice of a language, remembered for all pages of this server. Knows no sentence: who shows it says what it is called.
 */
import { remember } from '../preferences.ts';
import { type Language, languageNames, languages, languageTags } from '../strings/languages.ts';
import { Icon } from './icon.tsx';

interface Props {
  label: string;
  /** The one that is shown now. */
  language: Language;
}

export function LanguageSelect({ label, language }: Props) {
  const choose = (value: string) => {
    const chosen = languages.find(one => one === value);
    if (chosen) remember({ language: chosen });
  };
  return (
    <label class="language">
      <Icon name="globe" />
      <span class="unseen">{label}</span>
      <select value={language} onChange={event => choose(event.currentTarget.value)}>
        {languages.map(one => (
          <option key={one} value={one} lang={languageTags[one]}>
            {languageNames[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
