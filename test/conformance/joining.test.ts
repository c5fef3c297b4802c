/**
 * PROTOCOL.md, "Joining": the answer to `join`, rooms, transports.
 */
import { expect, test } from 'vitest';
import { camera, microphone, nothing, nothingReceivable } from './support/media-parameters.ts';
import { connected, joined, newRoom, pairOf, stateOf } from './support/member.ts';

test('the answer to join has the room with oneself in it, and all that media needs', async () => {
  const room = newRoom();
  const before = Date.now();
  const { peerId, grant, snapshot, media } = await joined({ room, name: 'Ann' });
  expect(snapshot.room).toBe(room);
  expect(snapshot.seq).toBe(1);
  expect(snapshot.peers).toEqual({
    [peerId]: {
      peerId,
      name: 'Ann',
      identity: null,
      grant,
      joinedAt: expect.any(Number),
      handRaisedAt: null,
      producers: {},
    },
  });
  expect(Math.abs((snapshot.peers[peerId]?.joinedAt ?? 0) - before)).toBeLessThan(60_000);
  expect(media.generation).toBe(1);
  expect(media.consumers).toEqual([]);
  expect(media.sendTransport.transportId).not.toBe(media.recvTransport.transportId);
  for (const transport of [media.sendTransport, media.recvTransport]) {
    expect(transport.iceParameters).toMatchObject({ iceLite: true });
    expect(transport.iceCandidates.map(({ protocol }) => protocol)).toEqual(
      expect.arrayContaining(['udp', 'tcp']),
    );
    expect(transport.dtlsParameters.role).toBe('auto');
    expect(transport.dtlsParameters.fingerprints.map(({ algorithm }) => algorithm)).toContain('sha-256');
  }
});

test('who joins later finds who was there and what they publish, and the others are told', async () => {
  const ann = await joined({ name: 'Ann' });
  const published = microphone();
  await ann.client.request('publish', published);
  const bob = await joined({ room: ann.snapshot.room, name: 'Bob' });
  expect(Object.values(bob.snapshot.peers).map(({ name }) => name)).toEqual(['Ann', 'Bob']);
  expect(bob.snapshot.peers[ann.peerId]?.producers).toEqual({
    [published.producerId]: { producerId: published.producerId, source: 'microphone', paused: false },
  });
  expect(bob.media.consumers).toMatchObject([
    { producerId: published.producerId, peerId: ann.peerId, kind: 'audio' },
  ]);
  await ann.client.notified(
    'event',
    event => event.type === 'peerJoined' && event.peer?.peerId === bob.peerId,
  );
  expect(stateOf(ann)).toEqual(stateOf(bob));
});

test('two rooms do not mix', async () => {
  const [ann, bob] = await Promise.all([joined(), joined()]);
  const published = camera();
  await ann.client.request('publish', published);
  await bob.client.request('setInterest', {
    interest: {
      audio: [published.producerId],
      video: [{ producerId: published.producerId, width: 9, height: 9 }],
      otherVideo: null,
    },
  });
  await bob.client.settled();
  expect(bob.client.notifications('event')).toEqual([]);
  expect(bob.client.notifications('consumersAdded')).toEqual([]);
  expect(Object.keys(stateOf(bob).peers)).toEqual([bob.peerId]);
});

test('room names are compared after Unicode normalisation', async () => {
  const room = newRoom();
  const composed = await joined({ room: `${room} caf\u00e9` });
  const decomposed = await joined({ room: `${room} cafe\u0301` });
  expect(Object.keys(decomposed.snapshot.peers)).toContain(composed.peerId);
});

test('names are measured in code points', async () => {
  const longest = '😀'.repeat(64);
  const { peerId, snapshot } = await joined({ name: longest });
  expect(snapshot.peers[peerId]?.name).toBe(longest);
  const params = {
    room: newRoom(),
    name: `${longest}!`,
    rtpCapabilities: nothingReceivable,
    interest: nothing,
  };
  expect(await (await connected()).refusal('join', params)).toMatchObject({
    reason: 'invalid-params',
    field: 'name',
  });
});

test('peers of one name are two peers', async () => {
  const { ann, bob } = await pairOf({ name: 'Ann' }, { name: 'Ann' });
  expect(ann.peerId).not.toBe(bob.peerId);
});

test('six messages join a call and publish two tracks', async () => {
  const bob = await joined({ name: 'Bob' });
  await bob.client.request('publish', camera());

  const ann = await joined({ room: bob.snapshot.room, name: 'Ann' });
  const dtlsParameters = {
    role: 'client',
    fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }],
  };
  const { sendTransport, recvTransport, consumers } = ann.media;
  const pipelined = [
    ann.client.send('connectTransport', { transportId: sendTransport.transportId, dtlsParameters }),
    ann.client.send('publish', microphone()),
    ann.client.send('publish', camera()),
    ann.client.send('connectTransport', { transportId: recvTransport.transportId, dtlsParameters }),
    ann.client.send('startConsumers', { consumerIds: consumers.map(({ consumerId }) => consumerId) }),
  ];
  expect(pipelined).toEqual([2, 3, 4, 5, 6]);
  const answers = await Promise.all(pipelined.map(id => ann.client.answer(id)));
  expect(answers.map(({ result }) => result)).toEqual([{}, {}, {}, {}, {}]);
  expect(consumers).toHaveLength(1);
  expect(Object.keys(stateOf(ann).peers[ann.peerId]?.producers ?? {})).toHaveLength(2);
});

test('the DTLS parameters of a transport may be given again', async () => {
  const { client, media } = await joined();
  const params = {
    transportId: media.sendTransport.transportId,
    dtlsParameters: {
      role: 'client',
      fingerprints: [{ algorithm: 'sha-256', value: Array(32).fill('AB').join(':') }],
    },
  };
  expect(await client.request('connectTransport', params)).toEqual({});
  expect(await client.request('connectTransport', params)).toEqual({});
});

test('restartIce gives new credentials, each time', async () => {
  const { client, media } = await joined();
  const { transportId, iceParameters } = media.recvTransport;
  const first = await client.request('restartIce', { transportId });
  const second = await client.request('restartIce', { transportId });
  const fragments = [iceParameters, first.iceParameters, second.iceParameters].map(
    each => each.usernameFragment,
  );
  expect(new Set(fragments).size).toBe(3);
  expect(first.iceParameters.iceLite).toBe(true);
});

test('a second join on one socket is refused and changes nothing', async () => {
  const { ann, bob: bystander } = await pairOf();
  const params = {
    room: newRoom(),
    name: 'Ann again',
    rtpCapabilities: nothingReceivable,
    interest: nothing,
  };
  expect(await ann.client.refusal('join', params)).toMatchObject({ code: -32_002, reason: 'already-joined' });
  await bystander.client.settled();
  expect(bystander.client.notifications('event')).toEqual([]);
  const stranger = await joined({ room: params.room });
  expect(Object.keys(stranger.snapshot.peers)).toEqual([stranger.peerId]);
});

test('of two joins sent at once the first counts', async () => {
  const client = await connected();
  const params = { name: 'Ann', rtpCapabilities: nothingReceivable, interest: nothing };
  const ids = [
    client.send('join', { ...params, room: newRoom() }),
    client.send('join', { ...params, room: newRoom() }),
  ];
  const [first, second] = await Promise.all(ids.map(id => client.answer(id)));
  expect(first?.result).toBeDefined();
  expect(second?.error?.data.reason).toBe('already-joined');
});
