/** Whether the server answers to an ordinary request, as any web page makes it. Never rejects. */
export async function serverAnswers(): Promise<boolean> {
  try {
    return (await fetch('/icon.svg', { method: 'HEAD', cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}
