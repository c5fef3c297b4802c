/**
 * Chooses what is shown: the way in, or the server with its rooms and people.
 */
import { useEffect } from 'preact/hooks';
import { languageTags } from '../app/strings/languages.ts';
import { Chosen } from './chosen.tsx';
import { Finder } from './finder.tsx';
import { place } from './place.ts';
import { ServerStrip } from './server-strip.tsx';
import { SignIn } from './sign-in.tsx';
import { language, words } from './strings/index.ts';
import { token } from './token.ts';
import { TopBar } from './top-bar.tsx';

export function Admin() {
  const { title, brand } = words.value;
  const { room } = place.value;
  const pageTitle = [room, title, brand].filter(Boolean).join(' · ');
  useEffect(() => {
    document.title = pageTitle;
  }, [pageTitle]);
  const tag = languageTags[language.value];
  useEffect(() => {
    document.documentElement.lang = tag;
  }, [tag]);
  return (
    <>
      <TopBar />
      {token.value === undefined ? <SignIn /> : <House />}
    </>
  );
}

function House() {
  return (
    <div class="house">
      <ServerStrip />
      <div class="columns" data-chosen={place.value.room !== undefined}>
        <Finder />
        <main>
          <Chosen />
        </main>
      </div>
    </div>
  );
}
