/** What this machine tells of itself. The only file of the doctor that asks the process and the system. */
import { availableParallelism, networkInterfaces, totalmem } from 'node:os';
import { isInContainer } from '../lib/container.ts';
import type { Machine } from './patient.ts';

/** `pid`: the process of the server. */
export function thisMachine(pid: Machine['pid'] = 'self'): Machine {
  return {
    interfaces: networkInterfaces(),
    inContainer: isInContainer(),
    root: '/',
    pid,
    nodeVersion: process.versions.node,
    cores: availableParallelism(),
    // In a container that may have only so much; 0 where nobody says.
    memory: Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY),
  };
}
