/**
 * Chooses the screen: a room to name, a name to give, joining, the call, or why it ended.
 */
import { useEffect, useState } from 'preact/hooks';
import { CallPage } from './call/call-page.tsx';
import { Afterwards } from './entrance/afterwards.tsx';
import { Entrance } from './entrance/entrance.tsx';
import { Home } from './entrance/home.tsx';
import { Joining } from './entrance/joining.tsx';
import { openMedia } from './own-media.ts';
import { preferences } from './preferences.ts';
import type { RoomRoute, Route } from './route.ts';
import { language, text } from './strings/index.ts';
import { languageTags } from './strings/languages.ts';
import { enterAgain, join, visit } from './visit.ts';

export function App({ route }: { route: Route }) {
  const title = route.page === 'room' ? `${route.room} · ${text.title}` : text.title;
  useEffect(() => {
    document.title = title;
  }, [title]);
  const tag = languageTags[language.value];
  useEffect(() => {
    document.documentElement.lang = tag;
  }, [tag]);
  return route.page === 'home' ? <Home /> : <RoomPage route={route} />;
}

function RoomPage({ route }: { route: RoomRoute }) {
  const { room } = route;
  const [name, setName] = useState(route.name || (preferences.value.name ?? ''));
  const joinAs = (typed: string) => {
    setName(typed);
    void join({ ...route, name: typed });
  };
  const now = visit.value;
  switch (now.step) {
    case 'before':
      return <Entrance room={room} name={name} local={openMedia(route)} onJoin={joinAs} />;
    case 'joining':
      return <Joining room={room} onCancel={now.cancel} />;
    case 'call':
      return <CallPage call={now.call} onLeave={now.leave} />;
    case 'after':
      return <Afterwards room={room} why={now.why} onAgain={() => joinAs(name)} onChange={enterAgain} />;
  }
}
