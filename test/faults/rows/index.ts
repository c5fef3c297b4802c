/** The rows of the table, in its order. */
import type { Fault } from '../fault.ts';
import { attacks } from './attacks.ts';
import { deploy } from './deploy.ts';
import { halfDead } from './half-dead.ts';
import { noLeak } from './no-leak.ts';
import { addressChanges, udpDies } from './other-path.ts';
import { overload } from './overload.ts';
import { reconnectStorm } from './reconnect-storm.ts';
import { serverKilled } from './server-killed.ts';
import { sleep } from './sleep.ts';
import { slowReader } from './slow-reader.ts';
import { socketDrop } from './socket-drop.ts';
import { workerHung } from './worker-hung.ts';
import { workerKilled } from './worker-killed.ts';

export const faults: readonly Fault[] = [
  socketDrop,
  workerKilled,
  workerHung,
  serverKilled,
  deploy,
  udpDies,
  addressChanges,
  sleep,
  halfDead,
  overload,
  reconnectStorm,
  slowReader,
  attacks,
  noLeak,
];
