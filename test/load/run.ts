/**
 * The load test as a command: `npm run load -- --rooms 10 --publishers 4`. Reads options, runs, prints, writes files. Exit codes are in
 * the usage.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { settings } from '../../server/config.ts';
import { readSettings } from '../../server/config-setting.ts';
import { interruptible } from '../../server/lib/interruption.ts';
import { type RunOptions, readCommand } from './options/run-options.ts';
import { usage } from './options/usage.ts';
import { Progress } from './progress.ts';
import { htmlOf } from './report/html.ts';
import { MergeError, merged, readReport } from './report/merge.ts';
import { type Report, reportVersion } from './report/report.ts';
import { summaryOf } from './report/summary.ts';
import { textOf } from './report/text.ts';
import { CannotRun, runLoad } from './run-load.ts';
import type { TokenMaker } from './scenario/tokens.ts';
import { exitCodes, verdictOf } from './verdict/verdict.ts';

const misused = 2;

async function runOnce(options: RunOptions, signal: AbortSignal): Promise<Report> {
  const { rooms, publishers, subscribers } = options;
  const progress = new Progress(process.stderr, rooms * (publishers + subscribers));
  try {
    const tokens = tokenMaker(options);
    const part = await runLoad({ options, tokens, signal, onProgress: news => progress.take(news) });
    return { format: 'plenum-load-report', version: reportVersion, parts: [part] };
  } finally {
    progress.end();
  }
}

/** The secret is better in the environment, where it is called as the server calls it. */
function tokenMaker(options: RunOptions): TokenMaker | undefined {
  const mistakes: string[] = [];
  const { TOKEN_SECRET, TOKEN_AUDIENCE } = settings;
  const read = readSettings({ TOKEN_SECRET, TOKEN_AUDIENCE }, process.env, mistakes);
  if (mistakes.length > 0) throw new CannotRun(mistakes.join('\n'));
  const secret = options['token-secret'] ?? read.TOKEN_SECRET;
  return secret === undefined ? undefined : { secret, audience: read.TOKEN_AUDIENCE };
}

async function mergeFiles(files: readonly string[]): Promise<Report> {
  return merged(await Promise.all(files.map(async file => readReport(await readFile(file, 'utf8'), file))));
}

async function perform(options: RunOptions, files: readonly string[], signal: AbortSignal): Promise<void> {
  const report = options.merge ? await mergeFiles(files) : await runOnce(options, signal);
  const summary = summaryOf(report);
  const verdict = verdictOf(report, summary, options);
  console.log(textOf(report, summary, verdict));
  if (options.json) await writeFile(options.json, `${JSON.stringify({ ...report, summary, verdict })}\n`);
  if (options.html) await writeFile(options.html, htmlOf(report, summary, verdict));
  process.exitCode = exitCodes[verdict.result];
}

/** What to tell of a mistake; undefined: it is not theirs. */
function sentenceOf(error: unknown): string | undefined {
  if (error instanceof CannotRun || error instanceof MergeError) return error.message;
  const isOfFile = error instanceof Error && 'path' in error && 'syscall' in error;
  return isOfFile ? error.message : undefined;
}

const { options, files, mistakes } = readCommand(process.argv.slice(2));
if (options.help) console.log(usage());
else if (mistakes.length > 0) {
  console.error(`${mistakes.join('\n')}\n\nnpm run load -- --help tells all options.`);
  process.exitCode = misused;
} else {
  try {
    await interruptible(signal => perform(options, files, signal));
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    console.error(sentence);
    process.exitCode = misused;
  }
}
