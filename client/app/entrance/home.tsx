/**
 * The front page: begin a new room, name one, or go back to one.
 */
import { useState } from 'preact/hooks';
import { CheckLink } from '../check/check-link.tsx';
import { preferences, remember } from '../preferences.ts';
import { pathOf } from '../route.ts';
import { LanguageChoice } from '../settings/language-choice.tsx';
import { text } from '../strings/index.ts';
import { maxRoomName, typedLine } from '../typed-text.ts';
import { Icon } from '../ui/icon.tsx';
import { PlainList } from '../ui/plain-list.tsx';
import { newRoomName } from './room-name.ts';

export function Home() {
  return (
    <div class="entrance">
      <header class="top">
        <span class="brand">{text.title}</span>
        <LanguageChoice />
      </header>
      <main class="card home">
        <h1>{text.home.heading}</h1>
        <p>{text.home.promise}</p>
        <button type="button" class="primary big" onClick={() => location.assign(pathOf(newRoomName()))}>
          <Icon name="camera" />
          {text.home.newMeeting}
        </button>
        <p class="or">{text.home.or}</p>
        <NamedRoom />
        <RecentRooms />
        <CheckLink class="small" />
      </main>
    </div>
  );
}

function NamedRoom() {
  const [typed, setTyped] = useState('');
  const room = typedLine(typed, maxRoomName);
  const go = (event: Event) => {
    event.preventDefault();
    if (room) location.assign(pathOf(room));
  };
  return (
    <form onSubmit={go}>
      <label for="room">{text.home.room}</label>
      <div class="beside">
        <input
          id="room"
          autocomplete="off"
          autocapitalize="none"
          required
          maxLength={maxRoomName}
          value={typed}
          aria-describedby="room-hint"
          onInput={event => setTyped(event.currentTarget.value)}
        />
        <button type="submit" disabled={!room}>
          {text.home.go}
        </button>
      </div>
      <p id="room-hint" class="hint">
        {text.home.explain}
      </p>
    </form>
  );
}

function RecentRooms() {
  const { rooms = [] } = preferences.value;
  if (rooms.length === 0) return null;
  return (
    <section class="recent" aria-labelledby="recent">
      <h2 id="recent">{text.home.recent}</h2>
      <PlainList>
        {rooms.map(room => (
          <li key={room}>
            <a href={pathOf(room)}>{room}</a>
          </li>
        ))}
      </PlainList>
      <button type="button" class="as-link" onClick={() => remember({ rooms: [] })}>
        {text.home.forget}
      </button>
    </section>
  );
}
