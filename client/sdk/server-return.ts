/**
 * Notices that a server which was gone is there again, where the page comes from that server and so may ask it (`/readyz`): nobody then
 * waits for the end of a long pause. Knows no socket.
 */

/** Milliseconds between the answer and the next question, and at most as much by chance, so that not all ask at once. */
const pause = 1_000;
/** Milliseconds for the answer. */
const patience = 3_000;

/** `url`: that of the socket. Calls `returned` when the server is ready and was not before. Returns what ends it. */
export function watchForReturn(url: string, returned: () => void): () => void {
  const question = questionFor(url);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = question === undefined;
  let wasAway = false;
  const look = async (asked: string) => {
    const isReady = await fetch(asked, { cache: 'no-store', signal: AbortSignal.timeout(patience) }).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isOver) return;
    if (isReady && wasAway) returned();
    wasAway = !isReady;
    lookLater(asked);
  };
  const lookLater = (asked: string) => {
    timer = setTimeout(() => void look(asked), pause * (1 + Math.random()));
  };
  if (question !== undefined) lookLater(question);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

/** Other servers answer no page of elsewhere. */
function questionFor(socket: string): string | undefined {
  const here = globalThis.location?.origin;
  if (here === undefined) return undefined;
  const { origin, href } = new URL('readyz', socket.replace(/^ws/, 'http'));
  return origin === here ? href : undefined;
}
