/**
 * What stands above every page outside of a call: the way to the front page, and the language.
 */
import { LanguageChoice } from '../settings/language-choice.tsx';
import { text } from '../strings/index.ts';

export function TopBar() {
  return (
    <header class="top">
      <a class="brand" href="/">
        {text.title}
      </a>
      <LanguageChoice />
    </header>
  );
}
