/** What the server allows one session, as `hello` says it. Settings later; numbers in one place now. */
import type { Limits } from './protocol/signals.ts';
import { sources } from './protocol/words.ts';

export const limits: Limits = {
  messageBytes: 64 * 1024,
  joinSeconds: 5,
  requestTokens: 120,
  requestTokensPerSecond: 30,
  producersPerPeer: sources.length,
  chatBytes: 4 * 1024,
  chatMessages: 10,
  chatMessagesPerSecond: 2,
  data: {
    messageBytes: 64 * 1024,
    messages: 1_000,
    messagesPerSecond: 200,
    bytes: 4 * 1024 * 1024,
    bytesPerSecond: 256 * 1024,
  },
};

/** How long an empty room is kept, in milliseconds. */
export const keepEmptyRoom = 60_000;
