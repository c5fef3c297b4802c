/** Leaving a room. The session closes the peer once the answer is on its way. */
import type { Handlers } from './context.ts';

export const leaving: Handlers<'leave'> = {
  leave: () => ({}),
};
