/** Why something could not be shown, in words. */
import type { Failure } from './ask.ts';
import { words } from './strings/index.ts';

export function sentenceOf(failure: Failure): string {
  const { other, ...known } = words.value.failures;
  const sentences: Partial<Record<Failure, string>> = known;
  return sentences[failure] ?? other(failure);
}

/** In the place of what is not there yet, or cannot be had; nothing where all is well. */
export function Standing({ value, failure }: { value: unknown; failure: Failure | undefined }) {
  if (failure) return <p role="alert">{sentenceOf(failure)}</p>;
  return value === undefined ? <p role="status">{words.value.loading}</p> : null;
}
