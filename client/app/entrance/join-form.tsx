/**
 * Before a call, and after one: who are you, and why the last call ended.
 */
import { useState } from 'preact/hooks';
import { text } from '../strings/index.ts';
import { maxPeerName, typedLine } from '../typed-text.ts';
import { useFocus } from '../ui/use-focus.ts';

interface Props {
  room: string;
  name: string;
  /** Why the last call ended; undefined before the first. */
  why: string | undefined;
  onJoin: (name: string) => void;
}

export function JoinForm({ room, name: initial, why, onJoin }: Props) {
  const [typed, setTyped] = useState(initial);
  // After a call the heading comes first, and next to it why the call ended.
  const field = useFocus<HTMLInputElement>();
  const heading = useFocus<HTMLHeadingElement>();
  const name = typedLine(typed, maxPeerName);
  const submit = (event: Event) => {
    event.preventDefault();
    if (name) onJoin(name);
  };
  return (
    <main class="card">
      <h1 ref={why === undefined ? null : heading} tabIndex={-1}>
        {room}
      </h1>
      {why === undefined ? <p>{text.join.explain}</p> : <p role="alert">{why}</p>}
      <form onSubmit={submit}>
        <label for="name">{text.join.name}</label>
        <input
          ref={why === undefined ? field : null}
          id="name"
          autocomplete="name"
          required
          maxLength={maxPeerName}
          value={typed}
          onInput={event => setTyped(event.currentTarget.value)}
        />
        <button type="submit" class="primary" disabled={!name}>
          {why === undefined ? text.join.join : text.end.again}
        </button>
      </form>
      <a href="/">{text.end.otherRoom}</a>
    </main>
  );
}
