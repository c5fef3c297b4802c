/**
 * The page's entry: shows what the address asks for.
 */
import { render } from 'preact';
import { App } from './app.tsx';
import { routeOf } from './route.ts';
import { join } from './visit.ts';

const route = routeOf(location);
const root = document.getElementById('page');
if (root) render(<App route={route} />, root);
if (route.page === 'room' && route.joinAtOnce) void join(route);
