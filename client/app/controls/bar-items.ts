/**
 * What the bar offers, in order, and what of it fits. The rest goes into the "More" menu. Knows no element.
 */
import type { IconName } from '../ui/icon.tsx';
import type { Command } from './shortcuts.ts';

export interface BarItem {
  command: Command | 'leave' | 'more';
  /** What a click does. */
  label: string;
  /** What is seen of the label where there is room for words; part of it. */
  short?: string;
  icon: IconName;
  run: () => void;
  /** What it controls is switched off. */
  off?: boolean;
  /** What it controls is on, and others notice. */
  lit?: boolean;
  /** The device is being started: a click does nothing yet. */
  busy?: boolean;
  danger?: boolean;
  /** Why it may not be used now: a click only says so. */
  barred?: string;
  /** For what opens something: whether it is open. */
  expanded?: boolean;
  /** A number on the icon; the label says it in words. */
  badge?: string;
  /** The number is of people who wait for an answer. */
  urgent?: boolean;
  /** Opens a menu. */
  menu?: boolean;
}

/** Whoever comes later here goes into the menu earlier. */
const importance: readonly BarItem['command'][] = [
  'leave',
  'microphone',
  'camera',
  'chat',
  'hand',
  'people',
  'reactions',
  'screen',
  'settings',
  'room',
];

/** Splits the items, in order, into those that stay in a bar of so many places and those that do not. */
export function fitting(items: readonly BarItem[], places: number): { shown: BarItem[]; rest: BarItem[] } {
  const rank = ({ command }: BarItem) => {
    const index = importance.indexOf(command);
    return index < 0 ? importance.length : index;
  };
  const chosen = new Set([...items].sort((a, b) => rank(a) - rank(b)).slice(0, Math.max(0, places)));
  return { shown: items.filter(item => chosen.has(item)), rest: items.filter(item => !chosen.has(item)) };
}
