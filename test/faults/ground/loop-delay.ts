/**
 * Loaded into a server process before its own code (`NODE_OPTIONS=--import`): measures how late its event loop is. SIGUSR2 writes what
 * was measured since the last one to the file that LOOP_DELAY_FILE names.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const nanoseconds = 1e6; // in a millisecond
const { LOOP_DELAY_FILE: file = '' } = process.env;
const histogram = monitorEventLoopDelay({ resolution: 1 });
histogram.enable();

process.on('SIGUSR2', () => {
  const [p99, max] = [histogram.percentile(99), histogram.max].map(value => value / nanoseconds);
  writeFileSync(`${file}.new`, JSON.stringify({ p99, max }));
  renameSync(`${file}.new`, file);
  histogram.reset();
});
