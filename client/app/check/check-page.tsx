/**
 * The page that tells somebody whether calls work from where they are, and if not, why and what to do: before the check, during it and after.
 *
 * What tests outside may rely on, beside roles and names: the button "Start the check", then "Stop the check", then "Run it again"; what is being
 * done and then the verdict, one sentence, are in the `role=status` of `main`, which has `data-verdict` (the report's word) at the end; each thing
 * tried is `li[data-row][data-state]` of the list "What was tried", with `data-row` such as `server`, `udp null`, `turn-tls turns:…`, `loss`,
 * `camera`; the report's id is in `.check-id`.
 */
import { useEffect, useState } from 'preact/hooks';
import { TopBar } from '../entrance/top-bar.tsx';
import { pathOf } from '../route.ts';
import { Icon } from '../ui/icon.tsx';
import { useFocus } from '../ui/use-focus.ts';
import { CheckList } from './check-list.tsx';
import { CheckRun, type CheckState } from './check-run.ts';
import { ReportId } from './report-id.tsx';
import { weightOf } from './verdict.ts';
import { words } from './words.ts';
import '../styles/check.css';

export interface CheckPageProps {
  /** Where one came from. */
  room: string | undefined;
}

export function CheckPage({ room }: CheckPageProps) {
  const [run, setRun] = useState<CheckRun>();
  const [withDevices, setWithDevices] = useState(true);
  const heading = useFocus<HTMLHeadingElement>();
  useEffect(() => run && (() => run.end()), [run]);
  const start = () => setRun(new CheckRun({ withDevices }));
  return (
    <div class="entrance">
      <TopBar />
      <main class="card checkup">
        <h1 ref={heading} tabIndex={-1}>
          {words.value.heading}
        </h1>
        {run ? (
          <Running run={run} room={room} onAgain={start} onStop={() => setRun(undefined)} />
        ) : (
          <Start room={room} withDevices={withDevices} onChoose={setWithDevices} onStart={start} />
        )}
      </main>
    </div>
  );
}

interface StartProps {
  room: string | undefined;
  withDevices: boolean;
  onChoose: (withDevices: boolean) => void;
  onStart: () => void;
}

function Start({ room, withDevices, onChoose, onStart }: StartProps) {
  const { promise, cost, withDevices: label, start } = words.value;
  return (
    <>
      <p>{promise}</p>
      <label class="check">
        <input
          type="checkbox"
          checked={withDevices}
          onChange={event => onChoose(event.currentTarget.checked)}
        />
        {label}
      </label>
      <button type="button" class="primary big" onClick={onStart}>
        {start}
      </button>
      <p class="hint">{cost}</p>
      <Back room={room} />
    </>
  );
}

interface RunningProps {
  room: string | undefined;
  run: CheckRun;
  onAgain: () => void;
  onStop: () => void;
}

function Running({ run, room, onAgain, onStop }: RunningProps) {
  const state = run.state.value;
  return (
    <>
      <Said state={state} />
      {state.step === 'done' && <ReportId result={state.result} />}
      {state.step === 'running' ? (
        <button key="stop" type="button" onClick={onStop}>
          {words.value.cancel}
        </button>
      ) : (
        <button key="again" type="button" class="primary big" onClick={onAgain}>
          {words.value.again}
        </button>
      )}
      <Back room={room} />
      {(state.step === 'running' || state.step === 'done') && <CheckList run={run} state={state} />}
    </>
  );
}

function Back({ room }: { room: string | undefined }) {
  const { back, home } = words.value;
  return <a href={room ? pathOf(room) : '/'}>{room ? back(room) : home}</a>;
}

/** What is being done, and in its place at the end what came out: said once each, and no number in between. */
function Said({ state }: { state: CheckState }) {
  const { doing, verdicts, ...others } = words.value;
  if (state.step !== 'done') {
    return (
      <p class="said" role="status">
        {state.step === 'running' ? doing[state.doing] : others[state.step]}
      </p>
    );
  }
  const weight = weightOf(state.result.verdict);
  return (
    <p class={`said verdict ${weight}`} role="status" data-verdict={state.result.verdict}>
      <Icon name={weight === 'good' ? 'check' : weight === 'fair' ? 'warning' : 'close'} />
      {verdicts[state.sentence]}
    </p>
  );
}
