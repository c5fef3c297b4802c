/**
 * Every sentence of the page in English: one folder per language, one file per feature. Its keys are the contract that the other
 * languages follow.
 */
import { common } from './common.ts';
import { panels } from './panels.ts';
import { stage } from './stage.ts';

export const en = { ...common, panels, stage };

export type Strings = typeof en;
