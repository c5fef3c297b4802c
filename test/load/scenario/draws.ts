/** Chance that follows from the seed of a run: a source of its own for each thing that is random about each peer or room. Pure. */
import { Random } from '../../fuzz/support/random.ts';

/** What is drawn for one `number` depends on no other, nor on how much is drawn `of` something else. */
export function draws(seed: number, of: string, number: number): Random {
  let mixed = Math.imul(seed, 0x9e37_79b1) ^ Math.imul(number + 1, 0x85eb_ca6b);
  for (const letter of of) mixed = Math.imul(mixed ^ letter.charCodeAt(0), 0x0100_0193);
  return new Random(mixed);
}
