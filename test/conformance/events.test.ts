/**
 * PROTOCOL.md, "Events": one log, in order, without gaps, that folds to the same room for everyone.
 */
import { expect, test } from 'vitest';
import { camera, microphone } from './support/media-parameters.ts';
import { connected, joined, joinWith, type Member, newRoom, stateOf } from './support/member.ts';

/** The numbers of the events that the member saw, after its snapshot. */
function seqs(member: Member): number[] {
  return member.client.notifications('event').map(({ seq }) => seq);
}

test('members who came at different times fold the same room', async () => {
  const room = newRoom();
  const members: Member[] = [];
  for (const name of ['Ann', 'Bob', 'Cleo', 'Dan']) {
    const member = await joined({ room, name });
    members.push(member);
    await member.client.request('publish', microphone());
  }
  const [ann, bob, cleo, dan] = members;
  if (!ann || !bob || !cleo || !dan) throw new Error('not all joined');
  const shown = camera();
  await bob.client.request('publish', shown);
  const { producerId } = shown;
  await bob.client.request('pauseProducer', { producerId });
  await cleo.client.request('leave');
  await bob.client.request('resumeProducer', { producerId });
  await dan.client.request('unpublish', {
    producerId: Object.keys(stateOf(dan).peers[dan.peerId]?.producers ?? {})[0],
  });

  const staying = [ann, bob, dan];
  for (const member of staying) await member.client.settled();
  const [state, ...others] = staying.map(stateOf);
  for (const other of others) expect(other).toEqual(state);
  const late = await joined({ room, name: 'Eve' });
  const { [late.peerId]: _herself, ...rest } = late.snapshot.peers;
  expect(rest).toEqual(state?.peers);
  expect(late.snapshot.seq).toBe((state?.seq ?? 0) + 1);
});

test('events follow the snapshot without gaps, and none comes before the answer to join', async () => {
  const room = newRoom();
  const ann = await joined({ room });
  const client = await connected();
  await client.notified('hello');
  const changeThings = () =>
    Array.from({ length: 5 }, microphone).flatMap(published => [
      ann.client.send('publish', published),
      ann.client.send('unpublish', { producerId: published.producerId }),
    ]);

  // The join meets a room in the middle of changes, sent without a pause.
  const before = changeThings();
  const joining = joinWith(client, { room });
  const after = changeThings();
  const bob = await joining;

  await Promise.all([...before, ...after].map(id => ann.client.answer(id)));
  for (const member of [ann, bob]) {
    await member.client.settled();
    const numbers = seqs(member);
    expect(numbers).toEqual(numbers.map((_, index) => member.snapshot.seq + 1 + index));
    expect(numbers.at(-1)).toBe(22); // two joins, ten times published and unpublished
    const firstEvent = member.client.frames.findIndex(({ method }) => method === 'event');
    const answer = member.client.frames.findIndex(({ id }) => id === 1);
    expect(firstEvent).toBeGreaterThan(answer);
  }
  expect(stateOf(ann)).toEqual(stateOf(bob));
});

test('joins at the same time lose nobody', async () => {
  const room = newRoom();
  const members = await Promise.all(['Ann', 'Bob', 'Cleo', 'Dan', 'Eve'].map(name => joined({ room, name })));
  for (const member of members) await member.client.settled();
  for (const member of members) expect(Object.keys(stateOf(member).peers)).toHaveLength(5);
});

test('a peer that leaves is one event, whatever it published', async () => {
  const room = newRoom();
  const ann = await joined({ room });
  const bob = await joined({ room });
  await bob.client.request('publish', microphone());
  await bob.client.request('publish', camera());
  await bob.client.request('leave');
  await ann.client.settled();
  const seen = ann.client.notifications('event').map(({ type }) => type);
  expect(seen).toEqual(['peerJoined', 'producerAdded', 'producerAdded', 'peerLeft']);
});

test('events carry the time of the server', async () => {
  const room = newRoom();
  const ann = await joined({ room });
  const bob = await joined({ room });
  const { at, peer } = await ann.client.notified('event', ({ type }) => type === 'peerJoined');
  expect(at).toBeGreaterThanOrEqual(ann.snapshot.peers[ann.peerId]?.joinedAt ?? Number.POSITIVE_INFINITY);
  expect(peer).toEqual(bob.snapshot.peers[bob.peerId]);
});
