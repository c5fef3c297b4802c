/** The search for leaks in a process of its own, so that only what it does is weighed. Prints what it found as JSON. */
import { findLeaks, type LeakOptions } from '../leaks.ts';

const [cycles = 0, warmUp = 0] = process.argv.slice(2).map(Number);
const endings: (() => Promise<void>)[] = [];
const over: LeakOptions['over'] = end => void endings.push(end);

console.log(JSON.stringify(await findLeaks({ cycles, warmUp, over })));
for (const end of endings.toReversed()) await end();
