/**
 * Points in time as the reader's clock and language say them, and as fields for them want them.
 */
import { language } from './strings/index.ts';
import { languageTags } from './strings/languages.ts';

/** `at`: milliseconds since 1970. With the day, unless it is today. */
export function spokenMoment(at: number): string {
  const moment = new Date(at);
  const today = moment.toDateString() === new Date().toDateString();
  const day = today ? {} : ({ dateStyle: 'medium' } as const);
  return moment.toLocaleString(languageTags[language.value], { ...day, timeStyle: 'short' });
}

/** So many seconds in words, as minutes where there are many. */
export function spokenSeconds(seconds: number): string {
  const inMinutes = seconds >= 120;
  const format = { style: 'unit', unit: inMinutes ? 'minute' : 'second', unitDisplay: 'long' } as const;
  const number = inMinutes ? Math.round(seconds / 60) : seconds;
  return new Intl.NumberFormat(languageTags[language.value], format).format(number);
}

/** For a field of type `datetime-local`; `null`: an empty one. */
export function toField(at: number | null): string {
  if (at === null) return '';
  const offset = new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - offset).toISOString().slice(0, 16);
}

/** What such a field says; `null` when it says nothing. */
export function fromField(value: string): number | null {
  const at = new Date(value).getTime();
  return Number.isNaN(at) ? null : at;
}
