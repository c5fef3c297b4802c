/** What the kernel throws away since this process does not fetch it is counted, and nothing else. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, it, onTestFinished } from 'vitest';
import { poll } from '../../support/poll.ts';
import { KernelDrops } from './slim/kernel-drops.ts';
import { openUdpPath } from './slim/path/udp-path.ts';

const flood = 20_000; // of 1,000 bytes: far more than any buffer holds

it('counts datagrams that nobody fetched', async () => {
  const server = createSocket('udp4').bind(0, '127.0.0.1');
  await once(server, 'listening');
  let received = 0;
  const onDatagram = () => {
    received += 1;
  };
  const { port, address } = server.address();
  const path = await openUdpPath({ address, port }, { onDatagram, onBroken: () => {} });
  onTestFinished(() => {
    path.close();
    server.close();
  });
  const drops = new KernelDrops();
  const before = await drops.read();
  path.send(Buffer.from('here'));
  const [, client] = await once(server, 'message');
  for (let count = 0; count < flood; count += 1)
    server.send(Buffer.alloc(1_000), client.port, client.address);
  const dropped = await poll('all are accounted for', async () => {
    const since = ((await drops.read()) ?? 0) - (before ?? 0);
    return received + since === flood && since;
  });
  expect(before).toBe(0);
  expect(dropped).toBeGreaterThan(0);
  path.close();
  expect(await drops.read()).toBe(dropped); // what was counted stays
});
