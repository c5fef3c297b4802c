/**
 * Before a call: how one looks and sounds, with which devices, under which name, and who is there already.
 */
import { useState } from 'preact/hooks';
import type { LocalSignals } from '../local-signals.ts';
import { DeviceChoice } from '../settings/device-choice.tsx';
import { SoundTest } from '../settings/sound-test.tsx';
import { text } from '../strings/index.ts';
import { maxPasscode, maxPeerName, typedLine } from '../typed-text.ts';
import { Notices } from '../ui/notices.tsx';
import { useFocus } from '../ui/use-focus.ts';
import { Preview } from './preview.tsx';
import { ProblemList } from './problem-list.tsx';
import { seenRoom } from './seen-room.ts';
import { TopBar } from './top-bar.tsx';
import { WhoIsHere } from './who-is-here.tsx';

interface Props {
  room: string;
  title: string;
  name: string;
  /** Their name as the invitation says; empty when it does not, and they are asked. */
  invited: string;
  passcode: string;
  /** What is wrong with the passcode. */
  problem: string | undefined;
  local: LocalSignals;
  onJoin: (name: string, passcode: string) => void;
}

export function Entrance(props: Props) {
  const { room, title, local, invited } = props;
  const [typed, setTyped] = useState(props.name);
  const name = typedLine(typed, maxPeerName);
  return (
    <div class="entrance">
      <TopBar />
      <main class="card door">
        <section class="look" aria-label={text.entrance.preview}>
          <Notices />
          <Preview local={local} name={invited || name} />
          <ProblemList local={local} room={room} />
        </section>
        <section class="who" aria-labelledby="room">
          <h1 id="room">{title}</h1>
          <WhoIsHere room={room} />
          <JoinForm {...props} typed={typed} name={name} onType={setTyped} />
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

interface FormProps extends Props {
  typed: string;
  /** `typed` as the server takes it; empty when it does not. */
  name: string;
  onType: (typed: string) => void;
}

function JoinForm(props: FormProps) {
  const { typed, name, invited, problem, local, onType, onJoin } = props;
  const [passcode, setPasscode] = useState(props.passcode);
  const [known] = useState(name !== '' || invited !== '');
  const field = useFocus<HTMLInputElement>();
  const button = useFocus<HTMLButtonElement>();
  const told = Object.keys(local.problems.value).length > 0;
  const listening = !told && idle(local.microphone.value) && idle(local.camera.value);
  const submit = (event: Event) => {
    event.preventDefault();
    if (name || invited) onJoin(name, typedLine(passcode, maxPasscode));
  };
  return (
    <form onSubmit={submit}>
      {invited ? (
        <p>{text.entrance.joinAs(invited)}</p>
      ) : (
        <>
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
        </>
      )}
      {(problem || seenRoom.value?.passcode) && (
        <PasscodeField value={passcode} problem={problem} onType={setPasscode} />
      )}
      <button
        ref={known && !problem ? button : null}
        type="submit"
        class="primary big"
        disabled={!name && !invited}
      >
        {text.entrance.join}
      </button>
      <p class="hint" role="status">
        {listening ? text.entrance.listening : ''}
      </p>
    </form>
  );
}

interface PasscodeProps {
  value: string;
  problem: string | undefined;
  onType: (typed: string) => void;
}

/** No password for the browser to keep: it is the room's. */
function PasscodeField({ value, problem, onType }: PasscodeProps) {
  const field = useFocus<HTMLInputElement>();
  return (
    <>
      <label for="passcode">{text.entrance.passcode}</label>
      <input
        ref={problem ? field : null}
        id="passcode"
        autocomplete="off"
        autocapitalize="none"
        required
        maxLength={maxPasscode}
        aria-invalid={problem !== undefined}
        aria-describedby={problem && 'passcode-problem'}
        value={value}
        onInput={event => onType(event.currentTarget.value)}
      />
      {problem && (
        <p id="passcode-problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

function idle({ on, starting }: { on: boolean; starting: boolean }): boolean {
  return !on && !starting;
}
