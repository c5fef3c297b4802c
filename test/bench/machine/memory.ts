/** How much memory a process has of its own. Linux. */
import { readFileSync } from 'node:fs';

/** Bytes that are in memory and belong to no file: what the program has allocated (proc(5), `RssAnon`). */
export function ownBytes(pid: number): number {
  const [, kib] = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kib) * 1024;
}
