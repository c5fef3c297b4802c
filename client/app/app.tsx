/**
 * Chooses the screen: a room to name, a name to give, joining, the call, or why it ended.
 */
import { useEffect, useState } from 'preact/hooks';
import { CallPage } from './call/call-page.tsx';
import { Home } from './entrance/home.tsx';
import { JoinForm } from './entrance/join-form.tsx';
import { Joining } from './entrance/joining.tsx';
import type { RoomRoute, Route } from './route.ts';
import { language, text } from './strings/index.ts';
import { languageTags } from './strings/languages.ts';
import { join, visit } from './visit.ts';

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
  const [name, setName] = useState(route.name);
  const now = visit.value;
  switch (now.step) {
    case 'before':
    case 'after':
      return (
        <JoinForm
          room={room}
          name={name}
          why={now.step === 'after' ? now.why : undefined}
          onJoin={typed => {
            setName(typed);
            void join({ ...route, name: typed });
          }}
        />
      );
    case 'joining':
      return <Joining room={room} onCancel={now.cancel} />;
    case 'call':
      return <CallPage call={now.call} onLeave={now.leave} />;
  }
}
