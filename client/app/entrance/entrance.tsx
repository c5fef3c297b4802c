/**
 * Before a call: how one looks and sounds, with which devices, under which name, and who is there already.
 */
import { useState } from 'preact/hooks';
import type { LocalSignals } from '../local-signals.ts';
import { DeviceChoice } from '../settings/device-choice.tsx';
import { LanguageChoice } from '../settings/language-choice.tsx';
import { SoundTest } from '../settings/sound-test.tsx';
import { text } from '../strings/index.ts';
import { maxPeerName, typedLine } from '../typed-text.ts';
import { Notices } from '../ui/notices.tsx';
import { useFocus } from '../ui/use-focus.ts';
import { Preview } from './preview.tsx';
import { ProblemList } from './problem-list.tsx';
import { WhoIsHere } from './who-is-here.tsx';

interface Props {
  room: string;
  name: string;
  local: LocalSignals;
  onJoin: (name: string) => void;
}

export function Entrance({ room, name: initial, local, onJoin }: Props) {
  const [typed, setTyped] = useState(initial);
  const name = typedLine(typed, maxPeerName);
  return (
    <div class="entrance">
      <header class="top">
        <a class="brand" href="/">
          {text.title}
        </a>
        <LanguageChoice />
      </header>
      <main class="card door">
        <section class="look" aria-label={text.entrance.preview}>
          <Notices />
          <Preview local={local} name={name} />
          <ProblemList local={local} />
        </section>
        <section class="who" aria-labelledby="room">
          <h1 id="room">{room}</h1>
          <WhoIsHere room={room} />
          <JoinForm typed={typed} name={name} local={local} onType={setTyped} onJoin={onJoin} />
        </section>
        <section class="device-list" aria-label={text.devices.heading}>
          <DeviceChoice kind="camera" local={local} />
          <DeviceChoice kind="microphone" local={local} />
          <DeviceChoice kind="speaker" local={local} />
          <SoundTest />
        </section>
      </main>
    </div>
  );
}

interface FormProps {
  typed: string;
  /** `typed` as the server takes it; empty when it does not. */
  name: string;
  local: LocalSignals;
  onType: (typed: string) => void;
  onJoin: (name: string) => void;
}

function JoinForm({ typed, name, local, onType, onJoin }: FormProps) {
  const [known] = useState(name !== '');
  const field = useFocus<HTMLInputElement>();
  const button = useFocus<HTMLButtonElement>();
  const told = Object.keys(local.problems.value).length > 0;
  const listening = !told && idle(local.microphone.value) && idle(local.camera.value);
  const submit = (event: Event) => {
    event.preventDefault();
    if (name) onJoin(name);
  };
  return (
    <form onSubmit={submit}>
      <label for="name">{text.entrance.name}</label>
      <input
        ref={known ? null : field}
        id="name"
        autocomplete="name"
        required
        maxLength={maxPeerName}
        value={typed}
        onInput={event => onType(event.currentTarget.value)}
      />
      <button ref={known ? button : null} type="submit" class="primary big" disabled={!name}>
        {text.entrance.join}
      </button>
      <p class="hint" role="status">
        {listening ? text.entrance.listening : ''}
      </p>
    </form>
  );
}

function idle({ on, starting }: { on: boolean; starting: boolean }): boolean {
  return !on && !starting;
}
