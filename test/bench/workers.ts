/**
 * Two worker binaries beside each other: processor time per forwarded packet, as ratio of the second to the first. For trying what a
 * compiler, a library or an environment gives (a shell script that sets one and runs the worker is a worker too).
 *
 * node test/bench/workers.ts <worker> <other worker> [rounds]
 */
import { doubts, type Measured } from './measure.ts';
import { plusMinus } from './report/numbers.ts';
import { onStage } from './stage.ts';
import { estimate } from './statistics/estimate.ts';
import { interleave } from './statistics/interleave.ts';

const [one, other, rounds = '6'] = process.argv.slice(2);
if (!one || !other) throw new Error('Two paths of mediasoup-worker binaries are needed.');

const gathering = { subscribers: 60 };
const window = { seconds: 5, packetsPerSecond: 300 };

/** Under the bare script, started for it: there is nothing else in the way. */
function measureOnce(workerBin: string): Promise<Measured> {
  return onStage({ kinds: ['bare'], workerBin }, async stage => {
    const audience = await stage.gather('bare', gathering);
    await audience.measure({ ...window, seconds: 2 }); // until it runs evenly
    return audience.measure(window);
  });
}

const pairs = await interleave(
  { one: () => measureOnce(one), other: () => measureOnce(other) },
  Number(rounds) / 2,
  0,
);
const cost = (of: 'one' | 'other') => estimate(pairs.map(pair => pair[of].workerPerPacket));
const ratio = estimate(pairs.map(pair => pair.other.workerPerPacket / pair.one.workerPerPacket));
console.log(`${one}: ${plusMinus(cost('one'), 2)} us per packet`);
console.log(`${other}: ${plusMinus(cost('other'), 2)} us per packet, ${plusMinus(ratio, 3)} times`);
for (const doubt of doubts(pairs.flatMap(pair => [pair.one, pair.other]))) console.log(doubt);
