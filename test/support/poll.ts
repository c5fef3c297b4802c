/** Waiting for a condition: asks again and again until it holds, and says what it waited for when it never does. */

const every = 100; // ms
// What takes a second on an idle machine took thirty on one that had much else to do.
const usualDeadline = 60_000; // ms

/** Resolves with the first value of `attempt` that is not undefined or false. Rejects after `deadline` ms, naming `what`. */
export async function poll<T>(
  what: string,
  attempt: () => Promise<T | undefined | false> | T | undefined | false,
  deadline = usualDeadline,
): Promise<T> {
  const until = performance.now() + deadline;
  for (;;) {
    const value = await attempt();
    if (value !== undefined && value !== false) return value;
    if (performance.now() > until) throw new Error(`waited ${deadline} ms in vain: ${what}`);
    await new Promise(resolve => setTimeout(resolve, every));
  }
}
