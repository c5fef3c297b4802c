/**
 * The sentences of the page in the language of its reader. English is the only one so far.
 */
import { en, type Strings } from './en/index.ts';

export const text: Strings = en;
