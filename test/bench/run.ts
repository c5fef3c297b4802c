/**
 * The benchmarks as a command: `npm run bench -- --only 1,4 --quick`. Prints each table, keeps it with its raw data, and ends with 1 when
 * a promise is not kept.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { workerBin } from '../support/worker-bin.ts';
import type { Benchmark, Outcome } from './benchmark.ts';
import { machineInWords } from './machine/description.ts';
import { keep, updateDocument } from './report/keep.ts';
import { sectionOf, summaryOf } from './report/markdown.ts';
import { benchmarks } from './rows/index.ts';

const usage = `npm run bench -- [--only N,N] [--quick] [--out FOLDER]
  --only N,N     these benchmarks:
${benchmarks.map(({ number, title, minutes }) => `                 ${number}  ${title} (about ${minutes} min)`).join('\n')}
  --quick        small and short: shows that it works, measures nothing; keeps nothing unless told where
  --out FOLDER   where RESULTS.md and results/ are; default test/bench`;

const own = fileURLToPath(new URL('.', import.meta.url));
const readme = fileURLToPath(new URL('../../README.md', import.meta.url));

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    out: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const numbers = values.only?.split(',').map(Number);
const chosen = benchmarks.filter(({ number }) => !numbers || numbers.includes(number));

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1)); // servers go along

if (values.help || chosen.length < (numbers?.length ?? 1)) {
  console.log(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  process.exitCode = (await runAll(chosen)) ? 0 : 1;
}

/** One after the other. Whether every promise was kept. */
async function runAll(some: readonly Benchmark[]): Promise<boolean> {
  const { quick } = values;
  const folder = values.out ?? (quick ? undefined : own);
  const bin = await workerBin();
  const circumstances = { date: new Date(), machine: machineInWords(bin), quick };
  const outcomes: Outcome[] = [];
  for (const benchmark of some) {
    const log = (line: string) => console.log(`${benchmark.name}: ${line}`);
    const missing = benchmark.missing?.();
    if (missing) {
      log(`left out. ${missing}`);
      continue;
    }
    const outcome = await benchmark.run({ workerBin: bin, quick, log });
    console.log(`\n${sectionOf(benchmark, outcome, circumstances)}\n`);
    if (folder) await keep({ benchmark, outcome }, { folder, ...circumstances });
    if (folder === own && outcome.summary)
      await updateDocument(readme, benchmark.name, summaryOf(outcome.summary, circumstances));
    outcomes.push(outcome);
  }
  return outcomes.every(({ verdicts }) => verdicts.every(({ kept }) => kept !== false));
}
