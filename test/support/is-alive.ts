/** Whether a process still runs. For tests that hold the server and its workers to leaving nothing behind. */
import { readFileSync } from 'node:fs';

/** False, too, for a zombie: killed, but not yet reaped by whoever has inherited it (seen on Linux only). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !isZombie(pid);
}

function isZombie(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false; // it has just been reaped, or this is not Linux
  }
}
