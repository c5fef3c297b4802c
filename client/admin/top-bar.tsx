/** What is above everything: where one is, in which language, and the way out. */
import { remember } from '../app/preferences.ts';
import { languageNames, languages, languageTags } from '../app/strings/languages.ts';
import { Icon } from '../app/ui/icon.tsx';
import { language, words } from './strings/index.ts';
import { forgetToken, token } from './token.ts';

export function TopBar() {
  const { brand, title, signOut } = words.value;
  return (
    <header class="top">
      <h1>
        <span class="brand">{brand}</span> {title}
      </h1>
      <LanguageChoice />
      {token.value !== undefined && (
        <button type="button" class="plain" onClick={() => forgetToken()}>
          {signOut}
        </button>
      )}
    </header>
  );
}

function LanguageChoice() {
  const choose = (value: string) => {
    const chosen = languages.find(one => one === value);
    if (chosen) remember({ language: chosen });
  };
  return (
    <label class="language">
      <Icon name="globe" />
      <span class="unseen">{words.value.language}</span>
      <select value={language.value} onChange={event => choose(event.currentTarget.value)}>
        {languages.map(one => (
          <option key={one} value={one} lang={languageTags[one]}>
            {languageNames[one]}
          </option>
        ))}
      </select>
    </label>
  );
}
