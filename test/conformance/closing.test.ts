/**
 * PROTOCOL.md, "Closing": how a peer ends, and what the others see of it.
 */
import { expect, test } from 'vitest';
import { closeCodes } from './support/document.ts';
import { joined, type Member, pairOf, stateOf } from './support/member.ts';

async function sawLeave(member: Member, peerId: string): Promise<string | undefined> {
  const { reason } = await member.client.notified(
    'event',
    event => event.type === 'peerLeft' && event.peerId === peerId,
  );
  expect(Object.keys(stateOf(member).peers)).not.toContain(peerId);
  return reason;
}

test('leave is answered, then the socket is closed', async () => {
  const { ann, bob } = await pairOf();
  expect(await bob.client.request('leave')).toEqual({});
  expect(await bob.client.closed).toEqual({ code: closeCodes().get('left'), reason: 'left' });
  expect(await sawLeave(ann, bob.peerId)).toBe('left');
});

test('a socket that its client closes ends its peer', async () => {
  const { ann, bob } = await pairOf();
  bob.client.socket.close(1000);
  await bob.client.closed;
  expect(await sawLeave(ann, bob.peerId)).toBe('left');
});

test.each([undefined, 4000, 4999])('so does one that it closes with code %s', async code => {
  const { ann, bob } = await pairOf();
  bob.client.socket.close(code);
  expect(await sawLeave(ann, bob.peerId)).toBe('left');
});

test('frames that are too long end the peer', async () => {
  const { ann, bob } = await pairOf();
  bob.client.sendText('x'.repeat(bob.hello.limits.messageBytes + 1));
  expect(await sawLeave(ann, bob.peerId)).toBe('protocol-error');
});

test('a peer that is closed for flooding ends for the others with that reason', async () => {
  const { ann, bob } = await pairOf();
  for (let sent = 0; sent < bob.hello.limits.requestTokens * 10; sent++) bob.client.send('setInterest', {});
  expect(await sawLeave(ann, bob.peerId)).toBe('protocol-error');
});

test('a peer that is silent on its socket, and has no media that are not, is gone within 20 s', {
  timeout: 90_000,
}, async () => {
  const { ann, bob } = await pairOf();
  const beganAt = performance.now();
  const { _socket: tcp } = bob.client.socket as typeof bob.client.socket & { _socket: { pause(): void } };
  tcp.pause(); // neither reads nor answers pings, and does not say so
  await expect.poll(() => Object.keys(stateOf(ann).peers), { timeout: 60_000 }).toEqual([ann.peerId]);
  const seconds = (performance.now() - beganAt) / 1_000;
  expect(seconds).toBeGreaterThan(10);
  expect(seconds).toBeLessThan(20);
  expect(await sawLeave(ann, bob.peerId)).toBe('timeout');
});

test('who left can join again, as a new peer', async () => {
  const { ann, bob } = await pairOf();
  await bob.client.request('leave');
  const again = await joined({ room: ann.snapshot.room, name: 'Bob' });
  expect(again.peerId).not.toBe(bob.peerId);
  expect(Object.keys(again.snapshot.peers)).toEqual([ann.peerId, again.peerId]);
});

test('requests behind leave are not answered and do nothing', async () => {
  const { ann, bob } = await pairOf();
  const leave = bob.client.send('leave');
  const late = bob.client.send('restartIce', { transportId: bob.media.sendTransport.transportId });
  await bob.client.closed;
  expect(bob.client.frames.filter(({ id }) => id === leave)).toHaveLength(1);
  expect(bob.client.frames.filter(({ id }) => id === late)).toEqual([]);
  expect(await sawLeave(ann, bob.peerId)).toBe('left');
});
