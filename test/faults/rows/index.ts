/** The rows of the table, in its order. */
import type { Fault } from '../fault.ts';
import { socketDrop } from './socket-drop.ts';
import { workerHung } from './worker-hung.ts';
import { workerKilled } from './worker-killed.ts';

export const faults: readonly Fault[] = [socketDrop, workerKilled, workerHung];
