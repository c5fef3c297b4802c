/**
 * Debian and Ubuntu packages: what is missing, and getting it where that is possible unattended. Knows apt and dpkg,
 * and nothing of what the packages are for.
 */
import { readFile } from 'node:fs/promises';
import { percentSteps } from './progress.ts';
import { type CommandOptions, runCommand } from './run-command.ts';

/** Only root can install what is missing. The message is a sentence and the command to run. */
export class PackagesMissing extends Error {
  readonly packages: readonly string[];

  constructor(packages: readonly string[], purpose: string) {
    const names = packages.join(' ');
    super(
      `To ${purpose}, packages are missing that only root can install. ` +
        `Run: sudo apt-get update && sudo apt-get install -y ${names}`,
    );
    this.packages = packages;
  }
}

export interface PackageHost {
  /** Whether this is Debian or a distribution made from it. */
  isDebian(): Promise<boolean>;
  isRoot(): boolean;
  run: typeof runCommand;
}

const thisHost: PackageHost = {
  isDebian: async () => isDebianRelease(await readFile('/etc/os-release', 'utf8').catch(() => '')),
  isRoot: () => process.getuid?.() === 0,
  run: runCommand,
};

/** From the text of /etc/os-release. */
export function isDebianRelease(osRelease: string): boolean {
  const ids = [...osRelease.matchAll(/^ID(?:_LIKE)?=(.*)$/gm)].flatMap(([, value]) =>
    (value ?? '').replaceAll(/["']/g, '').split(' '),
  );
  return ids.includes('debian') || ids.includes('ubuntu');
}

export function isDebian(): Promise<boolean> {
  return thisHost.isDebian();
}

async function missingPackages(
  names: readonly string[],
  signal: AbortSignal,
  host: PackageHost = thisHost,
): Promise<string[]> {
  const installed = new Set<string>();
  const onLine = (line: string) => {
    const [name = '', status] = line.split(' ');
    if (status === 'installed') installed.add(name);
  };
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query's own placeholders
  await host.run(['dpkg-query', '-W', '-f=${Package} ${db:Status-Status}\\n', ...names], { signal, onLine });
  return names.filter(name => !installed.has(name));
}

/**
 * Leaves all of `names` installed, or throws one sentence: without root it names the command to run. `purpose` completes
 * "Installing g++ meson to …".
 */
export async function requirePackages(
  names: readonly string[],
  purpose: string,
  context: { signal: AbortSignal; log: (line: string) => void },
  host: PackageHost = thisHost,
): Promise<void> {
  const missing = await missingPackages(names, context.signal, host);
  if (missing.length === 0) return;
  if (!host.isRoot()) throw new PackagesMissing(missing, purpose);
  context.log(`Installing Debian packages to ${purpose}: ${missing.join(' ')}`);
  await apt(['update', '-qq'], context, host);
  await apt(['install', '-y', '-qq', '--no-install-recommends', ...missing], context, host);
}

/**
 * No questions, configuration files kept, another apt waited for. The status lines get a descriptor of their own: apt
 * closes the one it is given before it runs dpkg, whose scripts then fail if it was standard output.
 */
const unattendedApt = [
  ...['env', 'DEBIAN_FRONTEND=noninteractive', 'LC_ALL=C.UTF-8'],
  ...['sh', '-c', 'exec apt-get "$@" 3>&1', 'apt-get', '-o', 'APT::Status-Fd=3', '-o', 'Dpkg::Use-Pty=0'],
  ...['-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Options::=--force-confold'],
];

async function apt(
  args: readonly string[],
  context: { signal: AbortSignal; log: (line: string) => void },
  host: PackageHost,
): Promise<void> {
  const report = percentSteps(25);
  const options: CommandOptions = {
    signal: context.signal,
    onAbort: 'interrupt',
    onLine: line => {
      // Lines of APT::Status-Fd: "dlstatus:3:41.2:Retrieving file 3 of 9", "pmstatus:g++:60.0:Unpacking g++"
      const [, kind, percent] = /^(dl|pm)status:.*?:([\d.]+):/.exec(line) ?? [];
      if (kind === undefined) return;
      const step = report(kind, Number(percent) / 100);
      if (step !== undefined)
        context.log(`${kind === 'dl' ? 'Downloading' : 'Installing'} packages: ${step} %`);
    },
  };
  const end = await host.run([...unattendedApt, ...args], options);
  if (end.code === 0) return;
  const said = end.lastLines.filter(line => /^([EW]:|dpkg: error)/.test(line)).join(' ');
  throw new Error(
    `apt-get ${args.join(' ')} failed (exit code ${end.code}): ${said || end.lastLines.at(-1)}`,
  );
}
