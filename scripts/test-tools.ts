/**
 * Provides what the tests need besides the npm packages: programs (as root on Debian and Ubuntu) and a worker. Where it
 * cannot, it names everything that is missing in one go and ends with 1. A new tool is one entry in `tools`.
 */
import { isDebian, PackagesMissing, requirePackages } from '../server/lib/debian.ts';
import { interruptible } from '../server/lib/interruption.ts';
import { runCommand } from '../server/lib/run-command.ts';
import { findChromium } from '../test/support/chromium.ts';
import { workerBin } from '../test/support/worker-bin.ts';

interface Tool {
  readonly name: string;
  /** Debian's package of it. */
  readonly debian: string;
  /** Gets it where there is no such package. */
  readonly otherwise: readonly string[];
  /** The variable that names one. */
  readonly variable: string;
  readonly find: () => string | undefined;
}

const tools: readonly Tool[] = [
  {
    name: 'Chromium',
    debian: 'chromium', // Ubuntu has only a snap
    otherwise: ['npx', 'playwright-core', 'install', '--with-deps', 'chromium'],
    variable: 'CHROMIUM_BIN',
    find: () => findChromium(process.env),
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
}

async function provideOtherwise(tool: Tool, signal: AbortSignal): Promise<void> {
  if (tool.find() !== undefined) return;
  log(`Getting ${tool.name}: ${tool.otherwise.join(' ')}`);
  const { code, lastLines } = await runCommand(tool.otherwise, { signal });
  if (tool.find() === undefined) throw new Error(`${advice(tool)} (exit code ${code}: ${lastLines.at(-1)})`);
}

function advice(tool: Tool): string {
  const command = tool.otherwise.join(' ');
  return `The tests need ${tool.name}: run \`${command}\`, or set ${tool.variable} to the path of one.`;
}
