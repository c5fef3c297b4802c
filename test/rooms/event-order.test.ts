import { expect, test } from 'vitest';
import { microphone } from '../support/media.ts';
import { enter, openRoom, request, stays } from '../support/open-room.ts';

test('a peer that ends while it is told of an event does not disorder what the others are told', async () => {
  const { room } = await openRoom();
  const slow = await room.join(request(), stays);
  const giveUp = () => slow.close('slow-client'); // as a session does whose reader does not keep up
  const ann = await enter(room);
  const bob = await enter(room);
  slow.attach({ event: giveUp, signal: () => {}, close: () => {} }, []);
  const { seq } = room.state;

  await bob.peer.publishing.publish(microphone());

  const expected = [
    [seq + 1, 'producerAdded'],
    [seq + 2, 'peerLeft'],
  ];
  for (const { sink } of [ann, bob])
    expect(sink.events.slice(-2).map(event => [event.seq, event.type])).toEqual(expected);
});
