/** A token for each peer, as an application would make them. */
import { createToken } from '../../../client/node/token.ts';
import type { Plan } from './scenario.ts';

const slack = 600; // seconds, for who comes in late

/** By number. They last as long as the run, since peers that churn come in again. */
export async function tokensFor(plan: Plan, secret: string, audience: string): Promise<Record<string, string>> {
  const seconds = Math.ceil(plan.end / 1_000) + slack;
  const entries = plan.peers.map(async ({ number, room, name, sources }) => {
    const grant = { roomCreate: true, canPublish: [...sources] };
    const identity = `${room}/${number}`;
    return [number, await createToken({ secret }, { identity, room, name, grant, seconds, audience })] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
