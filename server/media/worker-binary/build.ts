/**
 * Compiles the worker from the source in the npm package against the distribution's libraries (Debian, Ubuntu).
 * About three minutes on two cores, the packages included. Knows nothing of caches and of what is done with the binary.
 */
import { availableParallelism, freemem } from 'node:os';
import { join } from 'node:path';
import { isDebian, requirePackages } from '../../lib/debian.ts';
import { percentSteps } from '../../lib/progress.ts';
import { runCommand } from '../../lib/run-command.ts';
import { layOutSource, mesonArguments } from './source-tree.ts';

/** Names of Debian 12; the same in Debian 13 and in Ubuntu 24.04. */
const buildPackages = [
  'g++',
  'meson',
  'ninja-build',
  'pkg-config',
  'libuv1-dev',
  'libssl-dev',
  'libsrtp2-dev',
  'libabsl-dev',
  'libflatbuffers-dev',
  'flatbuffers-compiler',
];

/** The compiler took up to 482 MB at once (g++ 12): fewer jobs on a machine that has cores but little memory. */
const bytesPerJob = 550 * 2 ** 20;

export interface WorkContext {
  /** An existing empty folder, the caller's to remove. */
  readonly dir: string;
  readonly signal: AbortSignal;
  readonly log: (line: string) => void;
}

/** Returns the path of the binary, somewhere in `context.dir`; throws a sentence that says what to do. */
export async function buildWorker(context: WorkContext): Promise<string> {
  if (!(await isDebian())) throw new Error(elsewhere(process.platform));
  await requirePackages(buildPackages, "build mediasoup's worker", context);
  const source = join(context.dir, 'source');
  const build = join(context.dir, 'build');
  await layOutSource(source);
  await run(['meson', 'setup', build, source, ...mesonArguments], context);
  await compile(build, context);
  const binary = join(build, 'mediasoup-worker');
  await run(['strip', binary], context);
  return binary;
}

async function compile(build: string, context: WorkContext): Promise<void> {
  const jobs = Math.max(1, Math.min(availableParallelism(), Math.floor(freemem() / bytesPerJob)));
  const report = percentSteps(10);
  const started = Date.now();
  context.log(
    `Building mediasoup's worker with ${jobs} ${jobs === 1 ? 'job' : 'jobs'} (minutes, and only once)`,
  );
  await run(['ninja', '-j', String(jobs), '-C', build, 'mediasoup-worker'], context, line => {
    const [, done, total] = /^\[(\d+)\/(\d+)\]/.exec(line) ?? [];
    if (done === undefined) return;
    const step = report('compile', Number(done) / Number(total));
    const seconds = Math.round((Date.now() - started) / 1000);
    if (step !== undefined) context.log(`Building mediasoup's worker: ${step} % (${seconds} s)`);
  });
}

async function run(
  command: readonly string[],
  context: WorkContext,
  onLine: (line: string) => void = () => {},
): Promise<void> {
  // The compiler's temporary files too, for when it is killed.
  const inPlace = ['env', `TMPDIR=${context.dir}`, ...command];
  const { code, lastLines } = await runCommand(inPlace, { signal: context.signal, onLine });
  if (code === 0) return;
  throw new Error(`Building mediasoup's worker failed in \`${command[0]}\`:\n${lastLines.join('\n')}`);
}

/** What to do where no prebuilt worker came down and this project has no build for the system. */
export function elsewhere(platform: NodeJS.Platform): string {
  const general =
    'start once where the release page of mediasoup can be reached, or set MEDIASOUP_WORKER_BIN to the path of a worker.';
  if (platform === 'darwin') {
    return (
      "No worker: build it with mediasoup's own script, which needs Xcode's command line tools and Python 3 " +
      `(npm explore mediasoup -- npm run postinstall); or ${general}`
    );
  }
  return `No worker: Plenum builds it only on Debian and Ubuntu. Either ${general}`;
}
