import { describe, expect, test, vi } from 'vitest';
import type { SignalParams } from '#protocol/signals.ts';
import { Turn } from '../../server/auth/turn.ts';
import { type Client, house, ownTime } from './house.ts';

ownTime();

const turn = new Turn({ urls: ['turn:turn.test'], secret: 'a secret of the TURN server', seconds: 600 });
const minutes = (count: number) => count * 60_000;

/** Time goes by, and the client is there. */
async function pass({ session }: Client, milliseconds: number): Promise<void> {
  const beat = 5_000;
  for (let left = milliseconds; left > 0; left -= beat) {
    await vi.advanceTimersByTimeAsync(Math.min(left, beat));
    session.onPong('');
  }
}

describe('credentials for TURN', () => {
  test('come with the answer to join, in the name of the peer', async () => {
    const ann = house({ turn }).connect();
    const { peerId, iceServers } = await ann.join('Ann');
    const username = `${Math.floor(Date.now() / 1_000) + 600}:${peerId}`;
    expect(iceServers).toMatchObject([{ urls: ['turn:turn.test'], username }]);
  });

  test('are refreshed at half of their time, again and again, as long as the peer is inside', async () => {
    const ann = house({ turn }).connect();
    const { peerId } = await ann.join('Ann');
    const told = () => ann.socket.notifications('iceServers').map(({ params }) => params);
    await pass(ann, minutes(5) - 1_000);
    expect(told()).toEqual([]);
    await pass(ann, 2_000);
    expect(told()).toHaveLength(1);
    const { expires, iceServers } = told()[0] as SignalParams<'iceServers'>;
    expect(expires - Date.now()).toBeGreaterThan(minutes(10) - 3_000);
    expect(iceServers[0]?.username).toBe(`${expires / 1_000}:${peerId}`);
    await pass(ann, minutes(5));
    expect(told()).toHaveLength(2);
    ann.send('leave');
    await ann.socket.until(({ closed }) => closed);
    await pass(ann, minutes(20));
    expect(told()).toHaveLength(2);
  });

  test('there are none, and none come, where there is no TURN server', async () => {
    const ann = house().connect();
    expect((await ann.join('Ann')).iceServers).toEqual([]);
    await pass(ann, minutes(20));
    expect(ann.session.closed).toBe(false);
    expect(ann.socket.notifications('iceServers')).toEqual([]);
  });
});
