/** The event loop of a server process, watched from outside by loop-delay.ts in it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { poll } from '../../support/poll.ts';
import type { ServerProcess } from '../../support/server-process.ts';
import type { Ground } from './ground.ts';

/** Milliseconds. */
export interface LoopDelay {
  readonly p99: number;
  readonly max: number;
}

export interface WatchedLoop {
  /** For the server. */
  readonly settings: Record<string, string>;
  /** Since the last time, or since the start. */
  read(server: ServerProcess): Promise<LoopDelay>;
}

export function watchLoop(ground: Ground): WatchedLoop {
  const dir = mkdtempSync(join(tmpdir(), 'plenum-loop-'));
  ground.atEnd(() => rmSync(dir, { recursive: true, force: true }));
  const file = join(dir, 'delay.json');
  const NODE_OPTIONS = `--import ${new URL('./loop-delay.ts', import.meta.url).href}`;
  return {
    settings: { NODE_OPTIONS, LOOP_DELAY_FILE: file },
    async read({ process: server }) {
      rmSync(file, { force: true });
      server.kill('SIGUSR2');
      return poll('the server tells of its event loop', () => readDelay(file), 10_000);
    },
  };
}

function readDelay(file: string): LoopDelay | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
