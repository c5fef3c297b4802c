/**
 * What the page tells its reader: notices, which stay until dismissed, and announcements, which screen readers say once.
 */
import { signal } from '@preact/signals';

export interface Notice {
  id: number;
  text: string;
  /** What can be done about it with a click, which also dismisses the notice. */
  action: Action | undefined;
}

export interface Action {
  label: string;
  run: () => void;
}

export interface Announcement {
  id: number;
  text: string;
}

export const notices = signal<readonly Notice[]>([]);
/** The latest few, so that one does not silence the other when they come at once. */
export const announcements = signal<readonly Announcement[]>([]);
const kept = 5;

let nextId = 1;

/** The same sentence is shown once. Returns what takes it back, when it is no longer true. */
export function notify(text: string, action?: Action): () => void {
  const shown = notices.value.find(notice => notice.text === text);
  const id = shown?.id ?? nextId++;
  if (!shown) notices.value = [...notices.value, { id, text, action }];
  return () => dismiss(id);
}

const topics = new Map<string, () => void>();

/** In place of what was told of the same topic before, which this has overtaken. */
export function notifyAbout(topic: string, text: string, action?: Action): void {
  notNews(topic);
  topics.set(topic, notify(text, action));
}

/** What was told of it is no longer true. */
export function notNews(topic: string): void {
  topics.get(topic)?.();
  topics.delete(topic);
}

export function dismiss(id: number): void {
  if (!notices.value.some(notice => notice.id === id)) return;
  notices.value = notices.value.filter(notice => notice.id !== id);
}

export function announce(text: string): void {
  announcements.value = [...announcements.value, { id: nextId++, text }].slice(-kept);
}

export function forgetNotices(): void {
  notices.value = [];
  announcements.value = [];
}
