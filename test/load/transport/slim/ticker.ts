/**
 * One timer for all transports of the process: each has its turn every 100 ms, a tenth of them at a time, so that reports do not leave in
 * one burst. Stops when nobody is left.
 */
const turns = 10;
const betweenTurns = 10; // ms

export type Tick = (now: number) => void;

const groups = Array.from({ length: turns }, () => new Set<Tick>());
let timer: NodeJS.Timeout | undefined;
let added = 0;
let turn = 0;
let nextAt = 0;

/** Gives what ends it. Idempotent. */
export function everyTenthOfSecond(tick: Tick): () => void {
  const group = groups[added % turns];
  added += 1;
  group?.add(tick);
  if (!timer) {
    nextAt = performance.now();
    timer = setInterval(run, betweenTurns);
  }
  return () => {
    group?.delete(tick);
    if (groups.some(({ size }) => size > 0)) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Makes up for turns that came late, one round at most. */
function run(): void {
  const now = performance.now();
  nextAt = Math.max(nextAt, now - turns * betweenTurns);
  for (; nextAt <= now; nextAt += betweenTurns) {
    for (const tick of groups[turn % turns] ?? []) tick(now);
    turn += 1;
  }
}
