/** The command as it is typed: a real server, real processes of peers, real media. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { poll } from '../support/poll.ts';
import { temporaryDir } from '../support/temporary-dir.ts';
import { readReport } from './report/merge.ts';
import { summaryOf } from './report/summary.ts';

interface Running {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

function load(...args: readonly string[]): Running {
  const child = spawn(process.execPath, ['test/load/run.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk));
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit').then(([code, signal]) => code ?? signal);
  return { child, output: () => output, ended };
}

test('three people in two processes hear and see each other, and the report says so', async () => {
  const dir = await temporaryDir();
  const [json, html] = [join(dir, 'a.json'), join(dir, 'a.html')];
  const { ended, output } = load(
    ...'--publishers 3 --processes 2 --joins 1 --seconds 8 --own WORKERS=1 --verify 1'.split(' '),
    '--json',
    json,
    '--html',
    html,
  );
  const code = await ended;
  const text = await readFile(json, 'utf8');
  const report = readReport(text, json);
  const summary = summaryOf(report);
  expect(summary.failures).toEqual({});
  expect(summary.times.joined.count).toBe(3);
  expect(summary.times.firstVideo.count).toBe(2); // the first had nobody to see
  for (const { received, sent } of summary.peers) {
    expect(received).toBeGreaterThan(100_000);
    expect(sent).toBeGreaterThan(100_000);
  }
  expect(summary.traffic.rejected).toBe(0);
  expect(summary.traffic.verified).toBeGreaterThan(1_000);
  expect(summary.delays.audio.count).toBeGreaterThan(100);
  const [server] = summary.servers;
  expect(server?.processes.map(({ name }) => name)).toEqual(['node', 'worker 0']);
  expect(server?.consumers).toBe(12);
  expect(report.parts[0]?.processes.map(({ peers }) => peers)).toEqual([1, 2]);
  // A machine full of tests may be too late for a tool that looks at itself; then it must say so.
  const { verdict } = JSON.parse(text);
  expect(code).toBe({ kept: 0, invalid: 3 }[verdict.result as string]);
  expect(output()).toContain(verdict.sentence);
  expect(await readFile(html, 'utf8')).toContain(verdict.sentence);
});

test('interrupted it leaves, and the report is of the time until then', async () => {
  const json = join(await temporaryDir(), 'a.json');
  const { child, ended, output } = load('--seconds', '600', '--json', json);
  await poll('all are in', () => output().includes('3 of 3 peers'));
  child.kill('SIGINT');
  expect(await ended).toBe('SIGINT');
  const [part] = readReport(await readFile(json, 'utf8'), json).parts;
  expect(part?.interrupted).toBe(true);
  expect(part?.peers).toHaveLength(3);
  expect(output()).toContain('The run was interrupted');
});

test('a limit that cannot be kept ends it with 1, unless it is invalid', async () => {
  const { ended, output } = load(...'--publishers 2 --seconds 5 --max-join-p95 0'.split(' '));
  const code = await ended;
  expect(code).toBe(output().includes('This run is invalid') ? 3 : 1);
  if (code === 1) expect(output()).toContain('Not kept: --max-join-p95 0 ms');
});

test('wrong options, files that are none and servers that do not start end it with 2 and a sentence', async () => {
  const wrong = load('--rooms', 'x', '--loud');
  expect(await wrong.ended).toBe(2);
  expect(wrong.output()).toContain('--rooms must be a whole number');
  expect(wrong.output()).toContain('There is no option --loud.');
  const absent = load('--merge', '/nowhere/a.json', '/nowhere/b.json');
  expect(await absent.ended).toBe(2);
  expect(absent.output()).toContain('/nowhere/');
  const unable = load('--own', 'WORKERS=none');
  expect(await unable.ended).toBe(2);
  expect(unable.output()).toContain('WORKERS');
});
