/**
 * Chooses the screen: a room to name, a name to give, the way in, the call, why it ended, or the check of the connection.
 */
import { useEffect, useState } from 'preact/hooks';
import { CallPage } from './call/call-page.tsx';
import { CheckLoader } from './check/check-loader.tsx';
import { Afterwards } from './entrance/afterwards.tsx';
import { Entrance } from './entrance/entrance.tsx';
import { Home } from './entrance/home.tsx';
import { Joining } from './entrance/joining.tsx';
import { seenRoom } from './entrance/seen-room.ts';
import { spokenMoment } from './moments.ts';
import { route } from './navigation.ts';
import { openMedia } from './own-media.ts';
import { preferences } from './preferences.ts';
import type { RoomRoute, Route } from './route.ts';
import { language, text } from './strings/index.ts';
import { languageTags } from './strings/languages.ts';
import { nameIn, token } from './token.ts';
import { enterAgain, join, type OnTheWay, visit } from './visit.ts';

export function App() {
  const now = route.value;
  const title = pageTitle(now);
  useEffect(() => {
    document.title = title;
  }, [title]);
  const tag = languageTags[language.value];
  useEffect(() => {
    document.documentElement.lang = tag;
  }, [tag]);
  switch (now.page) {
    case 'home':
      return <Home />;
    case 'check':
      return <CheckLoader room={now.room} />;
    case 'room':
      return <RoomPage route={now} />;
  }
}

function pageTitle(now: Route): string {
  if (now.page === 'home') return text.title;
  return `${now.page === 'room' ? titleOf(now) : text.network.check} · ${text.title}`;
}

function RoomPage({ route }: { route: RoomRoute }) {
  const [name, setName] = useState(route.name || (preferences.value.name ?? ''));
  // For another try: it is forgotten with the page.
  const [passcode, setPasscode] = useState('');
  const joinAs = (typedName: string, typedPasscode: string) => {
    setName(typedName);
    setPasscode(typedPasscode);
    void join({ ...route, name: typedName }, typedPasscode);
  };
  const title = titleOf(route);
  const now = visit.value;
  switch (now.step) {
    case 'before':
      return (
        <Entrance
          room={route.room}
          title={title}
          name={name}
          invited={nameIn(token.value)}
          passcode={passcode}
          problem={now.problem?.why}
          local={openMedia(route)}
          onJoin={joinAs}
        />
      );
    case 'joining':
    case 'lobby':
    case 'early':
    case 'turnedAway':
      return <Joining title={title} said={saidOnTheWay(now)} onCancel={now.cancel} />;
    case 'call':
      return <CallPage call={now.call} onLeave={now.leave} />;
    case 'after':
      return (
        <Afterwards
          room={route.room}
          title={title}
          after={now}
          onAgain={() => joinAs(name, passcode)}
          onChange={enterAgain}
        />
      );
  }
}

/** As moderators call it, otherwise by its name. */
function titleOf({ room }: RoomRoute): string {
  const now = visit.value;
  const title = now.step === 'call' ? now.call.settings.value.title : seenRoom.value?.title;
  return title ?? room;
}

function saidOnTheWay(now: OnTheWay): string {
  switch (now.step) {
    case 'joining':
      return text.joining;
    case 'lobby':
      return text.entrance.inLobby;
    case 'turnedAway':
      return now.why;
    case 'early':
      return now.opens === null ? text.entrance.notOpen : text.entrance.early(spokenMoment(now.opens));
  }
}
