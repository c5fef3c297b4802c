/**
 * Every sentence of the page in Simplified Chinese. A sentence that is missing here does not compile.
 */
import type { Strings } from '../en/index.ts';
import { chat } from './chat.ts';
import { common } from './common.ts';
import { controlBar } from './control-bar.ts';
import { devices, settings } from './devices.ts';
import { embedded } from './embedded.ts';
import { entrance, home } from './entrance.ts';
import { moderation, roomSettings } from './moderation.ts';
import { network } from './network.ts';
import { panels } from './panels.ts';
import { quality } from './quality.ts';
import { stage } from './stage.ts';

export const zh: Strings = {
  ...common,
  chat,
  controlBar,
  devices,
  embedded,
  entrance,
  home,
  moderation,
  network,
  panels,
  quality,
  roomSettings,
  settings,
  stage,
};
