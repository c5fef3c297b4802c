/**
 * The entry of the administration page: takes the token out of the address before anything is shown or asked for.
 */
import { render } from 'preact';
import { Admin } from './admin.tsx';
import { followHistory } from './place.ts';
import { takeToken } from './token.ts';
import '../app/styles/base.css';
import '../app/styles/forms.css';
import '../app/styles/dialogs.css';
import './styles/admin.css';
import './styles/server.css';
import './styles/stories.css';

takeToken();
addEventListener('hashchange', takeToken);
followHistory();
const root = document.getElementById('admin');
if (root) render(<Admin />, root);
