/**
 * Times, spans and sizes as the reader's language writes them; the region (24 hours or 12) is the browser's.
 */
import { languageTags } from '../app/strings/languages.ts';
import { language } from './strings/index.ts';

/** The reader's own locale where it is one of the language that is shown. */
function locale(): string {
  const own = navigator.languages.find(tag => tag.startsWith(language.value));
  return own ?? languageTags[language.value];
}

/** With seconds. */
export function clockTime(at: number): string {
  return new Date(at).toLocaleTimeString(locale(), { timeStyle: 'medium' });
}

/** The day, in words. */
export function dayOf(at: number): string {
  return new Date(at).toLocaleDateString(locale(), { dateStyle: 'full' });
}

/** Without seconds; with the day, unless it is today. */
export function moment(at: number): string {
  const when = new Date(at);
  const isToday = when.toDateString() === new Date().toDateString();
  return when.toLocaleString(locale(), { timeStyle: 'short', ...(!isToday && { dateStyle: 'medium' }) });
}

/** Of milliseconds, in the one unit that suits it. */
export function span(milliseconds: number): string {
  const [unit, size] = units.find(([, , from]) => milliseconds >= from) ?? (['millisecond', 1] as const);
  const amount = milliseconds / size;
  const maximumFractionDigits = unit === 'second' && amount < 10 ? 1 : 0;
  return amount.toLocaleString(locale(), {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits,
  });
}

/** Each with its milliseconds, and from how many on it is used. */
const units = [
  ['day', 86_400_000, 2 * 86_400_000],
  ['hour', 3_600_000, 2 * 3_600_000],
  ['minute', 60_000, 120_000],
  ['second', 1_000, 1_000],
] as const;

/** Of bytes. */
export function megabytes(bytes: number): string {
  const format = { style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 } as const;
  return (bytes / 1e6).toLocaleString(locale(), format);
}

/** Of a share from 0 to 1. */
export function percent(share: number): string {
  return share.toLocaleString(locale(), { style: 'percent', maximumFractionDigits: share < 0.1 ? 1 : 0 });
}

export function count(number: number): string {
  return number.toLocaleString(locale());
}
