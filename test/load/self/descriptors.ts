/** How many files a process may have open: each socket is one, so too few end a run in the middle. */
import { execFileSync } from 'node:child_process';

/** A WebSocket and two media sockets. */
const perPeer = 3;
/** What Node, its modules and its pipes need. */
const besides = 100;

/** What this process and its children may have; undefined: no limit, or a system that does not say. */
export function descriptorLimit(): number | undefined {
  try {
    // Node raises the soft limit to the hard one as it starts, and children inherit that.
    const limit = Number(execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }));
    return Number.isFinite(limit) ? limit : undefined;
  } catch {
    return undefined;
  }
}

/** What to tell before it fails; undefined: all is well. */
export function descriptorShortage(peersPerProcess: number, limit: number | undefined): string | undefined {
  const needed = peersPerProcess * perPeer + besides;
  if (limit === undefined || needed <= limit) return undefined;
  return `A process of ${peersPerProcess} peers needs ${needed} open files, and may have ${limit}: raise the limit (ulimit -n ${needed}), or give more --processes.`;
}
