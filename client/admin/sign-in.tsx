/**
 * The way in: a field for the token, how to get one, and what was wrong with the last. A token is kept once the server has taken it.
 */
import { useState } from 'preact/hooks';
import { useFocus } from '../app/ui/use-focus.ts';
import { askWith, type Failure, failureOf, faultOf } from './ask.ts';
import { sentenceOf } from './failure.tsx';
import { words } from './strings/index.ts';
import { keepToken, signedOut, token } from './token.ts';

/** Of a token, for the time of a shift. */
const wish = '--admin --seconds 28800';

export function SignIn() {
  const { signIn } = words.value;
  const field = useFocus<HTMLInputElement>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const enter = async (typed: string) => {
    if (busy) return;
    setBusy(true);
    setFailure(undefined);
    const why = await failureWith(typed);
    if (token.peek() !== undefined) return; // a link brought one meanwhile
    setBusy(false);
    if (why) setFailure(why);
    else keepToken(typed);
  };
  const problem = failure ? sentenceFor(failure) : signedOut.value && signIn.no[signedOut.value];
  return (
    <main class="card sign-in">
      <form
        onSubmit={event => {
          event.preventDefault();
          const typed = field.current?.value.trim();
          if (typed) void enter(typed);
        }}
      >
        {problem && <p role="alert">{problem}</p>}
        <label for="token">{signIn.token}</label>
        <input
          id="token"
          ref={field}
          type="password"
          autocomplete="off"
          spellcheck={false}
          required
          aria-describedby="how"
        />
        <button type="submit" class="primary" aria-busy={busy}>
          {busy ? signIn.checking : signIn.enter}
        </button>
      </form>
      <div id="how" class="how">
        <p>{signIn.how}</p>
        <code>npm run token -- {wish}</code>
        <p>{signIn.inDocker}</p>
        <code>docker compose exec plenum plenum token {wish}</code>
        <p>{signIn.kept}</p>
      </div>
    </main>
  );
}

function sentenceFor(failure: Failure): string {
  const fault = faultOf(failure, 'listRooms');
  return fault ? words.value.signIn.no[fault] : sentenceOf(failure);
}

/** Undefined: the server takes it. */
async function failureWith(typed: string): Promise<Failure | undefined> {
  // A header cannot hold anything else, and no token does.
  if (!/^[\w.-]+$/.test(typed)) return 'token-invalid';
  return askWith(typed, 'listRooms', {}).then(() => undefined, failureOf);
}
