/**
 * Every sentence of the page in Simplified Chinese. A sentence that is missing here does not compile.
 */
import type { Strings } from '../en/index.ts';
import { common } from './common.ts';
import { panels } from './panels.ts';
import { stage } from './stage.ts';

export const zh: Strings = { ...common, panels, stage };
