/**
 * Whether the browser will ask before it gives microphone and camera, and when the answer changes. Asks for nothing itself.
 */
type Answer = PermissionState | 'unknown';

const names = ['microphone', 'camera'] as const;

/**
 * Tells the answers as they are, and again when the reader changes one in the browser's own settings, until the returned function is
 * called. Browsers that do not know the question: `unknown`.
 */
export function watchPermissions(
  listener: (answers: { microphone: Answer; camera: Answer }) => void,
): () => void {
  const ended = new AbortController();
  const answers: { microphone: Answer; camera: Answer } = { microphone: 'unknown', camera: 'unknown' };
  const tell = () => {
    if (!ended.signal.aborted) listener({ ...answers });
  };
  for (const name of names) {
    void query(name).then(status => {
      if (!status) return tell();
      const read = () => {
        answers[name] = status.state;
        tell();
      };
      status.addEventListener('change', read, { signal: ended.signal });
      read();
    });
  }
  return () => ended.abort();
}

async function query(name: (typeof names)[number]): Promise<PermissionStatus | undefined> {
  try {
    return await navigator.permissions.query({ name });
  } catch {
    return undefined;
  }
}
