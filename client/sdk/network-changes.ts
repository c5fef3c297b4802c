/**
 * When this machine's network may have become another: as browsers tell it, each in its own way, and some of it too often. Outside a
 * browser there is nothing to tell.
 */

/** Calls `changed` also when the page is seen again, because the machine may have slept. Returns what ends it. */
export function watchNetworkChanges(changed: () => void): () => void {
  const seen = () => {
    if (globalThis.document?.visibilityState !== 'hidden') changed();
  };
  // Both arrive at the window, `visibilitychange` by bubbling.
  globalThis.addEventListener?.('online', seen);
  globalThis.addEventListener?.('visibilitychange', seen);
  // Also told when only the estimated speed is another (Network Information API; not in every browser).
  const information = connectionInformation();
  information?.addEventListener('change', changed);
  return () => {
    globalThis.removeEventListener?.('online', seen);
    globalThis.removeEventListener?.('visibilitychange', seen);
    information?.removeEventListener('change', changed);
  };
}

function connectionInformation(): EventTarget | undefined {
  const { navigator } = globalThis;
  const information: unknown = navigator && 'connection' in navigator ? navigator.connection : undefined;
  return information instanceof EventTarget ? information : undefined;
}
