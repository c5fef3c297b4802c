/**
 * The offer to check the connection and the devices, for a notice in a call, which goes on meanwhile.
 */
import type { Action } from '../notices.ts';
import { checkPathOf } from '../route.ts';
import { text } from '../strings/index.ts';

export function checkAction(): Action {
  return { label: text.network.check, run: () => void open(checkPathOf(), '_blank', 'noopener') };
}
