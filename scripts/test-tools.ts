/**
 * Provides what the tests need besides the npm packages: programs (as root on Debian and Ubuntu) and a worker. Where it
 * cannot, it names everything that is missing in one go and ends with 1. A new tool is one entry in `tools`.
 */
import { isDebian, PackagesMissing, requirePackages } from '../server/lib/debian.ts';
import { interruptible } from '../server/lib/interruption.ts';
import { runCommand } from '../server/lib/run-command.ts';
import { findHaproxy } from '../test/deployment/support/haproxy.ts';
import { findChromium } from '../test/support/chromium.ts';
import { findCoturn } from '../test/support/coturn.ts';
import { findInPath } from '../test/support/find-program.ts';
import { workerBin } from '../test/support/worker-bin.ts';

interface Tool {
  readonly name: string;
  /** Debian's package of it. */
  readonly debian: string;
  /** For where there is no such package: a command that gets it, and the variable that names one. */
  readonly otherwise?: { readonly command: readonly string[]; readonly variable: string };
  readonly find: () => string | undefined;
  /** What Debian's package starts that nobody asked for: a command that ends it. */
  readonly stop?: readonly string[];
}

const tools: readonly Tool[] = [
  {
    name: 'Chromium',
    debian: 'chromium', // Ubuntu has only a snap
    otherwise: {
      command: ['npx', 'playwright-core', 'install', '--with-deps', 'chromium'],
      variable: 'CHROMIUM_BIN',
    },
    find: () => findChromium(process.env),
  },
  {
    name: 'coturn',
    debian: 'coturn',
    find: () => findCoturn(process.env),
    stop: ['sh', '-c', 'systemctl disable --now coturn || service coturn stop'],
  },
  {
    name: 'HAProxy',
    debian: 'haproxy',
    find: () => findHaproxy(process.env),
    stop: ['sh', '-c', 'systemctl disable --now haproxy || service haproxy stop'],
  },
  {
    name: 'Caddy',
    debian: 'caddy',
    find: () => findInPath('caddy', process.env),
    stop: ['sh', '-c', 'systemctl disable --now caddy || true'], // it has no other kind of service
  },
];

const log = (line: string) => console.log(line);
const outcomes = [await attempt(() => interruptible(provideTools)), await attempt(workerBin)];
const failures = outcomes.filter(outcome => outcome !== undefined);
if (failures.length > 0) {
  console.error(`plenum: ${sentence(failures)}`);
  process.exitCode = 1;
}

async function attempt(work: () => Promise<unknown>): Promise<Error | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Packages that are missing for different purposes become one list, and one command. */
function sentence(failures: readonly Error[]): string {
  const packages = failures.flatMap(failure => (failure instanceof PackagesMissing ? failure.packages : []));
  const others = failures
    .filter(failure => !(failure instanceof PackagesMissing))
    .map(failure => failure.message);
  if (packages.length > 0) others.push(new PackagesMissing(packages, 'run the tests').message);
  return others.join('\n');
}

async function provideTools(signal: AbortSignal): Promise<void> {
  const missing = tools.filter(tool => tool.find() === undefined);
  if (missing.length === 0) return;
  if (!(await isDebian())) throw new Error(missing.map(advice).join('\n'));
  try {
    await requirePackages(
      missing.map(tool => tool.debian),
      'run the tests',
      { signal, log },
    );
  } catch (error) {
    if (error instanceof PackagesMissing || signal.aborted) throw error;
    log(error instanceof Error ? error.message : String(error));
  }
  for (const tool of missing) await provideOtherwise(tool, signal);
  for (const { stop } of missing) await (stop && runCommand(stop, { signal }));
}

async function provideOtherwise(tool: Tool, signal: AbortSignal): Promise<void> {
  if (tool.find() !== undefined) return;
  if (!tool.otherwise) throw new Error(advice(tool));
  const { command } = tool.otherwise;
  log(`Getting ${tool.name}: ${command.join(' ')}`);
  const { code, lastLines } = await runCommand(command, { signal });
  if (tool.find() === undefined) throw new Error(`${advice(tool)} (exit code ${code}: ${lastLines.at(-1)})`);
}

function advice({ name, otherwise }: Tool): string {
  if (!otherwise) return `The tests need ${name}: install it, so that it is in PATH.`;
  const { command, variable } = otherwise;
  return `The tests need ${name}: run \`${command.join(' ')}\`, or set ${variable} to the path of one.`;
}
