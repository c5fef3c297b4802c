/** How transport-wide feedback says which packets came: draft-holmer-rmcat-transport-wide-cc-extensions-01 sections 3.1.3 and 3.1.4. */

/** 0: did not come; 1: came, and the delta has one byte; 2: it has two. */
export type Arrival = 0 | 1 | 2;

const longestRun = 0x1fff;
const oneBit = 14; // symbols of a vector
const twoBit = 7;

/** 16 bits each. A run where that says more than a vector would; vectors of one bit where no delta is large. */
export function encodeChunks(symbols: readonly Arrival[]): number[] {
  const chunks: number[] = [];
  for (let at = 0; at < symbols.length; ) {
    const run = runAt(symbols, at);
    const vector = symbols.slice(at, at + oneBit);
    const small = !vector.includes(2);
    if (run >= (small ? oneBit : twoBit) || at + run === symbols.length) {
      chunks.push(((symbols[at] ?? 0) << 13) | run);
      at += run;
    } else {
      chunks.push(small ? oneBitVector(vector) : twoBitVector(vector));
      at += small ? oneBit : twoBit;
    }
  }
  return chunks;
}

function runAt(symbols: readonly Arrival[], from: number): number {
  let end = from + 1;
  while (end < symbols.length && symbols[end] === symbols[from] && end - from < longestRun) end += 1;
  return end - from;
}

function oneBitVector(symbols: readonly Arrival[]): number {
  return symbols.reduce<number>((bits, symbol, index) => bits | (symbol << (oneBit - 1 - index)), 0x8000);
}

function twoBitVector(symbols: readonly Arrival[]): number {
  const first = symbols.slice(0, twoBit);
  return first.reduce<number>((bits, symbol, index) => bits | (symbol << (2 * (twoBit - 1 - index))), 0xc000);
}
