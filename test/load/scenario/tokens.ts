/** A token for each peer, as an application would make them. */
import { createToken } from '../../../client/node/token.ts';
import type { PlannedPeer } from './scenario.ts';

const slack = 600; // seconds, for who comes in late

/** With what a server's tokens are signed, and for whom they are. */
export interface TokenMaker {
  readonly secret: string;
  readonly audience: string;
}

/** By number. They last as long as the run, `end` milliseconds, since peers that churn come in again. */
export async function tokensFor(
  peers: readonly PlannedPeer[],
  end: number,
  { secret, audience }: TokenMaker,
): Promise<Record<string, string>> {
  const seconds = Math.ceil(end / 1_000) + slack;
  const entries = peers.map(async ({ number, room, name, sources }) => {
    const grant = { roomCreate: true, canPublish: [...sources] };
    const identity = `${room}/${number}`;
    return [
      number,
      await createToken({ secret }, { identity, room, name, grant, seconds, audience }),
    ] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
