/**
 * When this page may have been asleep: as browsers tell it (Page Lifecycle), and as timers show it that came late. Outside a browser
 * there are only the timers.
 */

/** Milliseconds between two looks at the clock, and by how much one is late where nothing slept. */
const every = 5_000;
const lateness = 5_000;

/** Calls `awake` after each sleep, perhaps more than once. Returns what ends it. */
export function watchWaking(awake: () => void): () => void {
  const shown = ({ persisted }: PageTransitionEvent) => {
    if (persisted) awake();
  };
  globalThis.addEventListener?.('pageshow', shown);
  // Told at the document, and not by bubbling.
  globalThis.addEventListener?.('resume', awake, { capture: true });
  // The clock of the wall: others stand still while the machine sleeps.
  let due = Date.now() + every;
  const look = () => {
    const isLate = Date.now() - due > lateness;
    due = Date.now() + every;
    timer = setTimeout(look, every);
    if (isLate) awake();
  };
  let timer = setTimeout(look, every);
  return () => {
    clearTimeout(timer);
    globalThis.removeEventListener?.('pageshow', shown);
    globalThis.removeEventListener?.('resume', awake, { capture: true });
  };
}
