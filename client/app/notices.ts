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

export const notices = signal<readonly Notice[]>([]);
export const announcement = signal('');

let nextId = 1;

/** The same sentence is shown once. */
export function notify(text: string, action?: Action): void {
  if (notices.value.some(notice => notice.text === text)) return;
  notices.value = [...notices.value, { id: nextId++, text, action }];
}

export function dismiss(id: number): void {
  notices.value = notices.value.filter(notice => notice.id !== id);
}

export function announce(text: string): void {
  announcement.value = text;
}

export function forgetNotices(): void {
  notices.value = [];
  announcement.value = '';
}
