/** Floods at the media ports, as test/integration has them: this row says whether all of it holds. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../../server/lib/run-command.ts';
import type { Fault, Sample } from '../fault.ts';
import type { Ground } from '../ground/ground.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));
const tests = 'test/integration/media-attacks.test.ts';

export const attacks: Fault = {
  name: 'attacks',
  fault: 'junk, replayed and foreign packets and floods at the media ports',
  promise: 'nothing foreign is forwarded, no call is disturbed, every join succeeds',
  limits: {},
  once: true,
  missing: () => (existsSync(`${project}/${tests}`) ? undefined : `there is no ${tests}`),
  run,
};

async function run(ground: Ground): Promise<Sample> {
  const abort = new AbortController();
  ground.atEnd(() => abort.abort());
  const vitest = [
    process.execPath,
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    'integration',
    tests,
  ];
  const { code, lastLines } = await runCommand(vitest, { signal: abort.signal, cwd: project });
  return { how: 'as tested', broken: code === 0 ? [] : [`exit code ${code}: ${lastLines.join(' ')}`] };
}
