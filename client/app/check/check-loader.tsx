/**
 * Loads the check of the connection, which no call needs, and says so itself where even that cannot be had from the server.
 */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { text } from '../strings/index.ts';
import { useFocus } from '../ui/use-focus.ts';
import type { CheckPageProps } from './check-page.tsx';
import { serverAnswers } from './server-answers.ts';

export function CheckLoader(props: CheckPageProps) {
  const [Page, setPage] = useState<ComponentType<CheckPageProps>>();
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    import('./check-page.tsx').then(
      ({ CheckPage }) => setPage(() => CheckPage),
      error => {
        console.warn(error);
        setFailed(true);
      },
    );
  }, []);
  if (failed) return <OutOfReach />;
  return Page ? <Page {...props} /> : <p class="unseen">{text.network.check}</p>;
}

function OutOfReach() {
  const heading = useFocus<HTMLHeadingElement>();
  const [tried, setTried] = useState(0);
  const [busy, setBusy] = useState(false);
  const tryAgain = async () => {
    setBusy(true);
    // The browser keeps that a part could not be loaded: only a new page tries it again.
    if (await serverAnswers()) location.reload();
    setBusy(false);
    setTried(tried + 1);
  };
  return (
    <main class="card">
      <h1 ref={heading} tabIndex={-1}>
        {text.network.check}
      </h1>
      <p key={tried} role="alert">
        {navigator.onLine ? text.network.outOfReach : text.network.offline}
      </p>
      <button type="button" class="primary big" aria-busy={busy} onClick={() => void tryAgain()}>
        {text.entrance.tryAgain}
      </button>
    </main>
  );
}
