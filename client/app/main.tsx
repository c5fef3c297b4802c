/**
 * The page's entry: shows what the address asks for.
 */
import { render } from 'preact';
import { App } from './app.tsx';
import { startEmbedded } from './embedded/embedded.ts';
import { framedBy } from './framed.ts';
import { followHistory, route as shown } from './navigation.ts';
import { loadLanguage } from './strings/index.ts';
import { nameIn, takeToken, token } from './token.ts';
import { join } from './visit.ts';

const route = shown.value;
const root = document.getElementById('page');
// Before anything is shown: the entrance would be there for a moment.
if (route.page === 'room') {
  takeToken(route.room);
  addEventListener('hashchange', () => takeToken(route.room));
  if (route.theme) document.documentElement.dataset.theme = route.theme;
  if (framedBy) await startEmbedded(route, framedBy);
  else if (route.joinAtOnce && (nameIn(token.value) || route.name)) void join(route);
}
// Or its sentences would be there in English for a moment.
await loadLanguage();
followHistory();
if (root) render(<App />, root);
