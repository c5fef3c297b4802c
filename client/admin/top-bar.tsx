/** What is above everything: where one is, in which language, and the way out. */
import { LanguageSelect } from '../app/ui/language-select.tsx';
import { language, words } from './strings/index.ts';
import { forgetToken, token } from './token.ts';

export function TopBar() {
  const { brand, title, language: label, signOut } = words.value;
  return (
    <header class="top">
      <h1>
        <span class="brand">{brand}</span> {title}
      </h1>
      <LanguageSelect label={label} language={language.value} />
      {token.value !== undefined && (
        <button type="button" class="plain" onClick={() => forgetToken()}>
          {signOut}
        </button>
      )}
    </header>
  );
}
