/**
 * Every sentence of the page in English: one folder per language, one file per feature. Its keys are the contract that the other
 * languages follow.
 */
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

export const en = {
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

export type Strings = typeof en;
