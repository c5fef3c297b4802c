/**
 * The way in: a field for the token, how to get one, and what was wrong with the last. A token is kept once the server has taken it.
 */
import { useState } from 'preact/hooks';
import { useFocus } from '../app/ui/use-focus.ts';
import { AskError, askWith, type Failure } from './ask.ts';
import { sentenceOf } from './failure.tsx';
import { words } from './strings/index.ts';
import { keepToken, type SignedOut, signedOut } from './token.ts';

const wrong: Partial<Record<Failure, SignedOut>> = {
  'token-required': 'invalid',
  'token-invalid': 'invalid',
  'token-expired': 'expired',
  'not-permitted': 'no-admin',
};

export function SignIn() {
  const { signIn } = words.value;
  const field = useFocus<HTMLInputElement>();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const enter = async (typed: string) => {
    setBusy(true);
    setFailure(undefined);
    const why = await failureOf(typed);
    setBusy(false);
    if (why) setFailure(why);
    else keepToken(typed);
  };
  const problem = failure ? sentenceFor(failure) : signedOut.value && signIn.no[signedOut.value];
  return (
    <main class="sign-in">
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
        <code>{signIn.command}</code>
        <p>{signIn.kept}</p>
      </div>
    </main>
  );
}

function sentenceFor(failure: Failure): string {
  const why = wrong[failure];
  return why ? words.value.signIn.no[why] : sentenceOf(failure);
}

/** Undefined: the server takes it. */
async function failureOf(typed: string): Promise<Failure | undefined> {
  // A header cannot hold anything else, and no token does.
  if (!/^[\w.-]+$/.test(typed)) return 'token-invalid';
  try {
    await askWith(typed, 'listRooms', {});
    return undefined;
  } catch (error) {
    if (error instanceof AskError) return error.reason;
    throw error;
  }
}
