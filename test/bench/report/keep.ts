/** Where results are kept: raw data and plots beside RESULTS.md, the tables in it. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Benchmark, Outcome } from '../benchmark.ts';
import { type Circumstances, sectionOf } from './markdown.ts';
import { replaceSection } from './sections.ts';

/** `folder`: has, or gets, RESULTS.md and `results/`. */
export async function keep(
  { benchmark, outcome }: { benchmark: Benchmark; outcome: Outcome },
  { folder, ...circumstances }: Circumstances & { folder: string },
): Promise<void> {
  const results = join(folder, 'results');
  await mkdir(results, { recursive: true });
  const { date, machine } = circumstances;
  const raw = JSON.stringify({ date, machine, raw: outcome.raw }, rounded);
  await writeFile(join(results, `${benchmark.name}.json`), `${raw}\n`);
  for (const { name, svg } of outcome.plots ?? []) await writeFile(join(results, `${name}.svg`), `${svg}\n`);
  await updateDocument(
    join(folder, 'RESULTS.md'),
    benchmark.name,
    sectionOf(benchmark, outcome, circumstances),
  );
}

export async function updateDocument(path: string, name: string, text: string): Promise<void> {
  const document = await readFile(path, 'utf8').catch(() => '# Benchmark results\n');
  await writeFile(path, replaceSection(document, name, text));
}

/** Six digits are more than any of it is exact to. */
function rounded(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;
}
