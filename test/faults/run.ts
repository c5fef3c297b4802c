/**
 * The fault suite as a command: `npm run test:faults -- --times 20 --only worker-killed --out table.md`. Prints the table and ends
 * with 1 when a promise is broken.
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, release, type } from 'node:os';
import { parseArgs } from 'node:util';
import { interruptible } from '../../server/lib/interruption.ts';
import type { Fault, Sample } from './fault.ts';
import { faults } from './rows/index.ts';
import { runFaults } from './suite.ts';
import { tableOf } from './table.ts';
import { breaches } from './verdict.ts';

const usage = `npm run test:faults -- [--times N] [--only ROW]... [--seed N] [--out FILE]
  --times N    how often each row is run; default 20
  --only ROW   this row, may be given several times: ${faults.map(({ name }) => name).join(', ')}
  --seed N     draws the moments of the faults as in the run that printed it
  --out FILE   writes the table there as well`;

const { values } = parseArgs({
  options: {
    times: { type: 'string', default: '20' },
    only: { type: 'string', multiple: true },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const [times, seed] = [Number(values.times), Number(values.seed)];
const chosen = faults.filter(({ name }) => !values.only || values.only.includes(name));
const isMistaken =
  !Number.isInteger(times) ||
  times < 1 ||
  !Number.isInteger(seed) ||
  chosen.length < (values.only?.length ?? 1);

if (values.help || isMistaken) {
  console.log(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  const [load = 0] = loadavg(); // what others do here makes every figure worse
  const rows = await interruptible(signal => runFaults(chosen, { times, seed, signal, onRun: tell }));
  const [processor] = cpus();
  const machine = `${availableParallelism()} processors (${processor?.model.trim()}), ${type()} ${release()}, Node ${process.version}, load ${load.toFixed(1)} before`;
  const table = tableOf(rows, { machine, date: new Date(), seed });
  console.log(`\n${table}`);
  if (values.out) await writeFile(values.out, table);
  process.exitCode = rows.every(row => breaches(row).length === 0) ? 0 : 1;
}

function tell({ name }: Fault, { ms, how, slow = [], broken }: Sample): void {
  console.log(
    `${name}: ${ms === undefined ? '' : `${Math.round(ms)} ms`}${how ? ` (${how})` : ''}${[...slow, ...broken].map(each => `\n  ${each}`).join('')}`,
  );
}
