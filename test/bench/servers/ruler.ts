/** The ruler as a server: compiled here, by whatever C compiler the machine has (`cc`; Debian's package gcc). */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchServer } from './server.ts';

const source = fileURLToPath(new URL('../ruler/ruler.c', import.meta.url));

export async function startRuler(): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), 'plenum-ruler-'));
  try {
    return await run(compile(folder));
  } finally {
    rmSync(folder, { recursive: true }); // a program that runs needs its file no more
  }
}

function compile(folder: string): string {
  const program = join(folder, 'ruler');
  try {
    execFileSync('cc', ['-O2', '-Wall', '-Werror', '-o', program, source], { stdio: 'pipe' });
  } catch (error) {
    throw new Error('the ruler is a C program: install a compiler (apt-get install gcc libc6-dev)', {
      cause: error,
    });
  }
  return program;
}

async function run(program: string): Promise<BenchServer> {
  const ruler = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const [line] = (await Promise.race([
    once(ruler.stdout, 'data'),
    once(ruler, 'exit').then(([code]) => Promise.reject(new Error(`the ruler ended with code ${code}`))),
  ])) as [Buffer];
  const stop = async () => {
    const exited = once(ruler, 'exit');
    ruler.stdin.end();
    await exited;
  };
  const port = Number(line);
  const pids = { worker: ruler.pid ?? 0 };
  return { kind: 'ruler', url: `udp://127.0.0.1:${port}`, pids, mediaPort: port, stop };
}
