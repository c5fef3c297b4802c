/**
 * Which panel stands beside the stage: one at a time, or none. Knows nothing of what is in them.
 */
import { signal } from '@preact/signals';

export type PanelName = 'chat' | 'people' | 'settings' | 'room';

export const openPanel = signal<PanelName | null>(null);

export function togglePanel(name: PanelName): void {
  openPanel.value = openPanel.value === name ? null : name;
}

export function closePanel(): void {
  openPanel.value = null;
}
