/**
 * The load test as a command: `npm run load -- --rooms 10 --publishers 4`. Reads options, runs, prints, writes files. Exit codes are in
 * the usage.
 */
import { writeFile } from 'node:fs/promises';
import { settings } from '../../server/config.ts';
import { readSettings } from '../../server/config-setting.ts';
import { interruptible } from '../../server/lib/interruption.ts';
import { readCommand, type RunOptions } from './options/run-options.ts';
import { usage } from './options/usage.ts';
import { Progress } from './progress.ts';
import { htmlOf } from './report/html.ts';
import { merged } from './report/merge.ts';
import { type Report, reportVersion } from './report/report.ts';
import { summaryOf } from './report/summary.ts';
import { textOf } from './report/text.ts';
import { CannotRun, runLoad } from './run-load.ts';
import type { TokenMaker } from './scenario/tokens.ts';
import { exitCodes, verdictOf } from './verdict/verdict.ts';

const misused = 2;
