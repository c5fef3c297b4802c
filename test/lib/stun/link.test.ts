/** The way to a server that cannot be reached: told in words that a program can tell apart. */
import { expect, test } from 'vitest';
import { openLink } from '../../../server/lib/stun/link.ts';

const events = { onMessage() {}, onFailure() {} };

// Neither is ever sent to by an ordinary socket, whatever routes there are: everybody at once, and a link without its interface.
test.each(['255.255.255.255', 'fe80::1'])('UDP to %s, to which there is no way', async host => {
  const target = { transport: 'udp', host, port: 3_478, framing: 'turn' } as const;
  await expect(openLink(target, 1_000, events)).rejects.toMatchObject({ failure: 'unreachable' });
});
