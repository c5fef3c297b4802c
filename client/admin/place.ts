/**
 * Where on the page one is: which room, which person, and what is looked for. Part of the address, so that going back works and a place can
 * be sent to a colleague, who brings a token of their own.
 */
import { signal } from '@preact/signals';

export interface Place {
  readonly room?: string;
  readonly peerId?: string;
  /** Part of a name. */
  readonly find?: string;
}

export const place = signal<Place>({});

/** The place of the address, now and whenever one goes back or forth. */
export function followHistory(): void {
  const read = () => {
    place.value = placeIn(location.search);
  };
  read();
  addEventListener('popstate', read);
}

export function placeIn(search: string): Place {
  const query = new URLSearchParams(search);
  const [room, peerId, find] = ['room', 'peer', 'find'].map(name => query.get(name) || undefined);
  return { ...(room && { room }), ...(room && peerId && { peerId }), ...(find && { find }) };
}

export function addressOf({ room, peerId, find }: Place): string {
  const query = new URLSearchParams({
    ...(room && { room }),
    ...(peerId && { peer: peerId }),
    ...(find && { find }),
  });
  return query.size > 0 ? `/admin?${query}` : '/admin';
}

/** `replace`: it is no step that one would go back to. */
export function goTo(next: Place, replace = false): void {
  place.value = next;
  history[replace ? 'replaceState' : 'pushState'](null, '', addressOf(next));
}
