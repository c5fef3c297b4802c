/**
 * The sentences in Simplified Chinese of the panels beside the stage.
 */
import type { panels as english } from '../en/panels.ts';

export const panels: typeof english = {
  close: '关闭面板',
  settings: '设置',
  peopleButton: '参会者',
  people: count => `参会者（${count}）`,
};
