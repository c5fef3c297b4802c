/**
 * How many datagrams the kernel threw away because this process did not fetch them in time, by Linux's own count for each socket
 * (`/proc/net/udp`, last column): when it grows, the load tool is the bottleneck and not the server.
 */
import { readFile } from 'node:fs/promises';
import { openPorts } from './path/udp-path.ts';

const tables = ['/proc/net/udp', '/proc/net/udp6'];

export class KernelDrops {
  #total = 0;
  /** By inode, which no two sockets have at a time. */
  #seen = new Map<string, number>();

  /**
   * All so far, of the slim transports' sockets that were open at some reading: what a socket lost after the last one before it was closed
   * is not in it. Undefined where the kernel has no such tables.
   */
  async read(): Promise<number | undefined> {
    const texts = await Promise.all(tables.map(table => readFile(table, 'utf8').catch(() => undefined)));
    if (texts.every(text => text === undefined)) return undefined;
    const now = new Map(texts.flatMap(text => (text === undefined ? [] : dropsIn(text))));
    for (const [inode, drops] of now) this.#total += drops - (this.#seen.get(inode) ?? 0);
    this.#seen = now;
    return this.#total;
  }
}

/** Inode and drops of each of our sockets. A line: `sl local:port remote:port st queues timer retransmits uid timeout inode ref pointer drops`. */
function dropsIn(table: string): readonly [inode: string, drops: number][] {
  return table
    .split('\n')
    .slice(1)
    .flatMap((line): [string, number][] => {
      const columns = line.trim().split(/\s+/);
      const port = Number.parseInt(columns[1]?.split(':')[1] ?? '', 16);
      const [inode, drops] = [columns[9], columns[12]];
      return openPorts.has(port) && inode && drops ? [[inode, Number(drops)]] : [];
    });
}
