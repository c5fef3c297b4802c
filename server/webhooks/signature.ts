/**
 * Signatures as the Standard Webhooks specification wants them, https://www.standardwebhooks.com: symmetric, version 1.
 */
import { createHmac } from 'node:crypto';

const prefix = 'whsec_';

/** `timestamp` in seconds since 1970. A secret is `whsec_` and base64, or any text, which is taken as it is. */
export function sign(secret: string, id: string, timestamp: number, body: string): string {
  const mac = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64');
  return `v1,${mac}`;
}

function keyOf(secret: string): Buffer {
  return secret.startsWith(prefix)
    ? Buffer.from(secret.slice(prefix.length), 'base64')
    : Buffer.from(secret, 'utf8');
}
