/**
 * In which language the page speaks. Takes effect at once.
 */
import { language, text } from '../strings/index.ts';
import { LanguageSelect } from '../ui/language-select.tsx';

export function LanguageChoice() {
  return <LanguageSelect label={text.settings.language} language={language.value} />;
}
