/**
 * A computer that sleeps: none of a browser's processes runs, and nothing of it answers the network.
 */
import type { Browser } from 'playwright-core';

/** Returns what wakes it. Until then nothing may be asked of its pages. */
export async function putToSleep(browser: Browser): Promise<() => void> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    for (const { id } of processInfo) process.kill(id, name);
  };
  signal('SIGSTOP');
  return () => signal('SIGCONT');
}
