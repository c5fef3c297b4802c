/**
 * Which page is shown. Another one is loaded from the server as everywhere, but for the check of the connection: that the server is out
 * of reach is what it may have to say.
 */
import { signal } from '@preact/signals';
import { type Route, routeOf } from './route.ts';

export const route = signal<Route>(
  globalThis.location ? routeOf(location) : { page: 'home' }, // there is no address in tests
);

/** Shows the page of that path in place of this one, without asking the server. */
export function showInPlace(path: string): void {
  history.pushState(null, '', path);
  route.value = routeOf(location);
}

/** Whoever goes back from there, or forth again, gets the page as it is when it is loaded: nothing of before goes on behind it. */
export function followHistory(): void {
  addEventListener('popstate', () => {
    if (routeOf(location).page !== route.value.page) location.reload();
  });
}
