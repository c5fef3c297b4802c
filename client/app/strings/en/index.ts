/**
 * Every sentence of the page in English: one folder per language, one file per feature. Its keys are the contract that the other
 * languages follow.
 */
import { common } from './common.ts';

export const en = { ...common };

export type Strings = typeof en;
