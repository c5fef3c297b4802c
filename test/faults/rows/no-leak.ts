/** Ten thousand joins and leaves, with media: what is left of them, counted and weighed. */
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../../server/lib/run-command.ts';
import type { Fault, Sample } from '../fault.ts';
import type { Ground } from '../ground/ground.ts';
import type { Leaks } from '../leaks.ts';

const cycles = 10_000;
/** What the server keeps on purpose is full by then. */
const warmUp = 7_000;
const mostGrowth = 1; // per cent
const script = fileURLToPath(new URL('../ground/leaks-process.ts', import.meta.url));

export const noLeak: Fault = {
  name: 'no-leak',
  fault: '10,000 joins and leaves',
  promise: 'all counts return to zero; memory of server and worker grows by at most 1 %',
  limits: {},
  once: true,
  run,
};

async function run(ground: Ground): Promise<Sample> {
  const abort = new AbortController();
  ground.atEnd(() => abort.abort());
  const command = [process.execPath, script, String(cycles), String(warmUp)];
  const { code, lastLines } = await runCommand(command, { signal: abort.signal });
  const found = lastLines.find(line => line.startsWith('{"left"'));
  if (code !== 0 || !found) throw new Error(`the search ended with ${code}: ${lastLines.join(' ')}`);
  const { left, heap, workerMemory }: Leaks = JSON.parse(found);
  const grown = { server: growth(heap), worker: growth(workerMemory) };
  const tooMuch = Object.entries(grown).filter(([, percent]) => percent > mostGrowth);
  return {
    how: `server ${signed(grown.server)}, worker ${signed(grown.worker)}`,
    broken: [
      ...Object.entries(left).flatMap(([of, count]) => (count === 0 ? [] : [`${count} ${of} are left`])),
      ...tooMuch.map(([of, percent]) => `the memory of the ${of} grew by ${signed(percent)}`),
    ],
  };
}

function growth([before, after]: readonly [number, number]): number {
  return (after / before - 1) * 100;
}

function signed(percent: number): string {
  return `${percent < 0 ? '' : '+'}${percent.toFixed(1)} %`;
}
