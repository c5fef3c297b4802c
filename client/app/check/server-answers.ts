/** Whether the server answers to an ordinary request, as any web page makes it. */

/** Milliseconds: where a network swallows everything, the browser would wait for minutes, and the page with it. */
const patience = 5_000;

/** Never rejects; false after five seconds without an answer. */
export async function serverAnswers(): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(patience);
    return (await fetch('/icon.svg', { method: 'HEAD', cache: 'no-store', signal })).ok;
  } catch {
    return false;
  }
}
