/**
 * Of which tile the panel of numbers is open, and what had the focus before.
 */
import { signal } from '@preact/signals';

export interface Details {
  peerId: string;
  source: 'camera' | 'screen';
  opener: Element | null;
}

export const details = signal<Details | null>(null);

/** Of the tile that shows it already: closes it. */
export function toggleDetails(peerId: string, source: 'camera' | 'screen'): void {
  const { value } = details;
  if (value?.peerId === peerId && value.source === source) closeDetails();
  else details.value = { peerId, source, opener: document.activeElement };
}

/** The focus goes back to where it was; where that is gone, to the heading of the call. */
export function closeDetails(): void {
  const opener = details.value?.opener;
  details.value = null;
  const back = opener?.isConnected ? opener : document.querySelector('.call h1');
  if (back instanceof HTMLElement) back.focus();
}
