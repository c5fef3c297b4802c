/**
 * The front page: name a room and go there.
 */
import { useState } from 'preact/hooks';
import { pathOf } from '../route.ts';
import { text } from '../strings/index.ts';
import { maxRoomName, typedLine } from '../typed-text.ts';

export function Home() {
  const [typed, setTyped] = useState('');
  const room = typedLine(typed, maxRoomName);
  const go = (event: Event) => {
    event.preventDefault();
    if (room) location.assign(pathOf(room));
  };
  return (
    <main class="card">
      <h1>{text.home.heading}</h1>
      <p>{text.home.explain}</p>
      <form onSubmit={go}>
        <label for="room">{text.home.room}</label>
        <input
          id="room"
          autocomplete="off"
          autocapitalize="none"
          required
          autofocus
          maxLength={maxRoomName}
          value={typed}
          onInput={event => setTyped(event.currentTarget.value)}
        />
        <button type="submit" class="primary" disabled={!room}>
          {text.home.go}
        </button>
      </form>
    </main>
  );
}
