/**
 * The sentences of the panels beside the stage, and of the list of people, in Simplified Chinese.
 */
import type { panels as english } from '../en/panels.ts';

export const panels: typeof english = {
  close: '关闭面板',
  closeList: '关闭列表',
  settings: '设置',
  peopleButton: '参会者',
  people: count => `参会者（${count}）`,
  link: '此房间的链接',
  copyLink: '复制链接',
  copied: '已复制',
  notCopied: '无法复制链接：请直接复制本页地址。',
  handPlace: place => (place === 1 ? '已举手，排在第一位' : `已举手，排在第 ${place} 位`),
  sharing: '正在共享屏幕',
};
