/** How the checks of TURN come in: with real credentials, made as those of peers are. */
import { turnCredentials } from '../../auth/turn.ts';
import { type Allocation, allocate } from '../../lib/stun/turn-client.ts';

export const timeout = 3_000; // ms
/** Long enough for the check, and of no use to whoever reads it later. */
const valid = 60; // seconds

export interface TurnServer {
  readonly url: string;
  readonly secret: string;
  readonly ca: string | undefined;
}

export interface TurnAccess {
  readonly relayFamily?: 4 | 6;
  /** Seconds that the credentials are valid. */
  readonly seconds?: number;
  /** With another secret than the real one. */
  readonly wrong?: boolean;
}

/** Rejects as `allocate` does. The certificate is a check of its own: here any is taken. */
export function enter({ url, secret, ca }: TurnServer, access: TurnAccess = {}): Promise<Allocation> {
  const { relayFamily, seconds = valid, wrong = false } = access;
  const expires = Math.floor(Date.now() / 1_000) + seconds;
  const credentials = turnCredentials(wrong ? `${secret} not` : secret, 'doctor', expires);
  return allocate({
    url,
    ...credentials,
    timeout,
    trustAny: true,
    ...(ca !== undefined && { ca }),
    ...(relayFamily && { relayFamily }),
  });
}
