/**
 * Downloads the official prebuilt worker by mediasoup's own install script, and never lets that script go on to its own
 * build. The script works in the current directory, so the package itself stays untouched.
 */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../lib/run-command.ts';
import type { WorkContext } from './build.ts';
import { installScript, releaseBinary } from './mediasoup-package.ts';

/** Nothing has arrived for so long: there is no way to the release page, or no longer one. */
const stalledAfter = 12_000; // ms

export type Download = { readonly binary: string } | { readonly reason: string };

/** The binary in `context.dir`, or why there is none, in a few words. */
export async function downloadPrebuilt(context: WorkContext, stalled = stalledAfter): Promise<Download> {
  const binary = join(context.dir, releaseBinary);
  const stall = new AbortController();
  const watch = watchGrowth(binary, stalled, () => stall.abort());
  const lines: string[] = [];
  try {
    // Without a prebuilt the script installs Python packages and compiles. With `false` for a Python it fails instead.
    // The script knows no proxies; Node does, when told to.
    const command = [
      'env',
      'PYTHON=false',
      'NODE_USE_ENV_PROXY=1',
      process.execPath,
      installScript,
      'postinstall',
    ];
    const { code } = await runCommand(command, {
      cwd: context.dir,
      signal: AbortSignal.any([context.signal, stall.signal]),
      onLine: line => lines.push(line),
    });
    return code === 0 && (await sizeOf(binary)) > 0 ? { binary } : { reason: whyNot(lines) };
  } catch (error) {
    context.signal.throwIfAborted();
    if (stall.signal.aborted) return { reason: `nothing arrived for ${stalled / 1000} s` };
    throw error;
  } finally {
    clearInterval(watch);
  }
}

function watchGrowth(path: string, stalled: number, onStalled: () => void): NodeJS.Timeout {
  let last = 0;
  let since = Date.now();
  const look = async () => {
    const size = await sizeOf(path);
    if (size !== last) since = Date.now();
    else if (Date.now() - since > stalled) onStalled();
    last = size;
  };
  return setInterval(() => void look(), 500);
}

function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    file => file.size,
    () => 0,
  );
}

/** The script's own words, without its prefix and colours: "npm-scripts.mjs [ERROR] [postinstall] downloadPre… | …". */
function whyNot(lines: readonly string[]): string {
  const said = lines.findLast(line => line.includes('downloadPrebuiltWorker() | ')) ?? '';
  const words = said.split('downloadPrebuiltWorker() | ').at(-1) ?? '';
  return words.split(', reason: ').at(-1)?.trim() || "mediasoup's install script was told not to download it";
}
