/**
 * In which language the page speaks. Takes effect at once.
 */
import { remember } from '../preferences.ts';
import { language, text } from '../strings/index.ts';
import { languageNames, languages, languageTags } from '../strings/languages.ts';
import { Icon } from '../ui/icon.tsx';

export function LanguageChoice() {
  return (
    <label class="language">
      <Icon name="globe" />
      <span class="unseen">{text.settings.language}</span>
      <select
        value={language.value}
        onChange={event => {
          const chosen = languages.find(one => one === event.currentTarget.value);
          if (chosen) remember({ language: chosen });
        }}
      >
        {languages.map(one => (
          <option key={one} value={one} lang={languageTags[one]}>
            {languageNames[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
