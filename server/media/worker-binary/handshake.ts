/**
 * The judgement on a worker binary: whether it starts (cheap), and whether it completes a DTLS handshake (about a
 * second, in a process of its own). A worker can start, create transports and still crash at its first handshake.
 * Knows nothing of where binaries come from.
 */
import { fork, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { killGroup } from '../../lib/run-command.ts';

export type Verdict = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** The code with which a mediasoup worker ends when it is started by hand (its main.cpp, "not my real father"). */
const startedByHand = 41;

/** Whether the binary is a mediasoup worker that this system can load. Takes some milliseconds. */
export async function checkStarts(workerBin: string, deadline = 5_000): Promise<Verdict> {
  const child = spawn(workerBin, [], { stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (complaint.length < 500) complaint += chunk.toString();
  });
  const timer = setTimeout(() => killGroup(child), deadline);
  return new Promise<Verdict>(resolve => {
    const refuse = (reason: string) => resolve({ ok: false, reason });
    child.once('error', error => refuse(error.message));
    child.once('close', (code, signal) => {
      if (code === startedByHand) resolve({ ok: true });
      else if (signal === 'SIGKILL') refuse(`it did not answer within ${deadline} ms`);
      else if (code === 127)
        refuse(complaint.trim()); // the loader names the library that is missing
      else refuse(`started, it ends with ${signal ?? `exit code ${code}`}`);
    });
  }).finally(() => clearTimeout(timer));
}

/** The probe speaks DTLS with `werift`, a development dependency: absent after `npm ci --omit=dev`. */
export function canShakeHands(): boolean {
  try {
    createRequire(import.meta.url).resolve('werift');
    return true;
  } catch {
    return false;
  }
}

/** One complete ICE and DTLS handshake with the binary, over loopback. Leaves no process behind, whatever happens. */
export async function checkHandshake(
  workerBin: string,
  signal: AbortSignal,
  deadline = 20_000,
): Promise<Verdict> {
  signal.throwIfAborted();
  const probe = fileURLToPath(new URL('./handshake-probe.ts', import.meta.url));
  const child = fork(probe, [workerBin], { detached: true, stdio: 'ignore', execArgv: [] });
  const expiry = AbortSignal.timeout(deadline);
  const stop = AbortSignal.any([signal, expiry]);
  const reason = await new Promise<string>(resolve => {
    child.once('message', message => resolve(String(message)));
    child.once('error', error => resolve(error.message));
    child.once('exit', code => resolve(`the probe ended with exit code ${code}`));
    stop.addEventListener('abort', () => resolve(`no handshake within ${deadline} ms`), { once: true });
  });
  killGroup(child);
  signal.throwIfAborted();
  return reason === 'connected' ? { ok: true } : { ok: false, reason };
}
