/**
 * What is measured, from outside: a server in processes of its own, whose worker has a core to itself. Knows no traffic.
 */
import { readFileSync } from 'node:fs';
import { pin } from '../machine/pin.ts';

export type ServerKind = 'plenum' | 'bare' | 'janus' | 'ruler';

/** A server that can be talked to, for processes that are told of it. */
export interface ServerAddress {
  readonly kind: ServerKind;
  /** Of its WebSocket; of the ruler: `udp://` and its port. */
  readonly url: string;
}

export interface BenchServer extends ServerAddress {
  /** `worker`: carries the media. `node`: the rest of the server; Janus and the ruler have none. */
  readonly pids: { readonly worker: number; readonly node?: number };
  /** UDP, of the worker; the ruler has one port for all, Janus one for each client: 0. */
  readonly mediaPort: number;
  stop(): Promise<unknown>;
}

/** The worker to the core that is measured, and what steers it to the other. */
export function pinServer({ pids }: BenchServer): void {
  pin(pids.worker, 'measured');
  if (pids.node !== undefined) pin(pids.node, 'other');
}

/** The one child of a server with one worker. */
export function workerOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const workers = children.map(Number).filter(child => commandOf(child).includes('mediasoup-worker'));
  const [worker] = workers;
  if (worker === undefined || workers.length > 1) throw new Error(`process ${pid} has not one worker`);
  return worker;
}

function commandOf(pid: number): string {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
}
