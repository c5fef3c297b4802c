/**
 * PROTOCOL.md, "Moderation": how a room is set and ended by its moderators. (What settings keep people out is in admission.test.ts.)
 */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { closeCodes } from './support/document.ts';
import { camera, microphone } from './support/media-parameters.ts';
import { joined, pairOf, stateOf } from './support/member.ts';
import { change, eventsOf, publish } from './support/moderating.ts';

const notPermitted = { code: -32_008, reason: 'not-permitted' };

describe('the settings', () => {
  test('are in the state of everybody, and of who comes later; what stays as it was is no event', async () => {
    const { ann, bob } = await pairOf();
    const expires = (ann.snapshot.peers[ann.peerId]?.joinedAt ?? 0) + 3_600_000;
    await change(ann, { title: 'Kitchen talk', expires, maxPeers: 9 });
    await change(ann, { title: 'Kitchen talk' });
    await change(ann, {});
    const [changed, ...more] = await eventsOf(bob);
    expect(changed).toMatchObject({ type: 'settingsChanged', by: ann.peerId });
    expect(more).toEqual([]);
    const { settings } = stateOf(bob);
    expect(settings).toEqual({
      ...ann.snapshot.settings,
      title: 'Kitchen talk',
      expires,
      maxPeers: 9,
    });
    const late = await joined({ room: ann.snapshot.room, name: 'Cleo' });
    expect(late.snapshot.settings).toEqual(settings);
  });

  test('a title is told in normal form (NFC)', async () => {
    const { ann, bob } = await pairOf();
    await change(ann, { title: 'Cafe\u0301' });
    await bob.client.settled();
    expect(stateOf(bob).settings.title).toBe('Caf\u00e9');
  });

  test('canPublish ends what others publish of the rest, and not what moderators do', async () => {
    const { ann, bob } = await pairOf();
    const own = await publish(ann, camera());
    const theirs = await publish(bob, camera());
    await change(ann, { canPublish: ['microphone'] });
    const removed = (await eventsOf(bob)).filter(({ type }) => type === 'producerRemoved');
    expect(removed).toMatchObject([{ peerId: bob.peerId, producerId: theirs, by: ann.peerId }]);
    expect(Object.keys(stateOf(bob).peers[ann.peerId]?.producers ?? {})).toEqual([own]);
    expect(await bob.client.refusal('publish', camera())).toMatchObject({ ...notPermitted, field: 'source' });
    await publish(bob, microphone());
  });

  test('without chat only moderators write; all may react', async () => {
    const { ann, bob } = await pairOf();
    await change(ann, { chat: false });
    const said = () => ({ messageId: randomUUID(), text: 'hello' });
    expect(await bob.client.refusal('sendChat', said())).toMatchObject(notPermitted);
    expect(await ann.client.request('sendChat', said())).toEqual({});
    expect(await bob.client.request('sendReaction', { reaction: 'heart' })).toEqual({});
  });
});

describe('the end of a room', () => {
  const roomClosed = { code: closeCodes().get('room-closed'), reason: 'room-closed' };

  test('closes everybody, whoever asked for it once that is answered; the next of its name is new', async () => {
    const { ann, bob } = await pairOf();
    await change(ann, { locked: true, title: 'over' });
    expect(await ann.client.request('endRoom')).toEqual({});
    for (const { client } of [ann, bob]) expect(await client.closed).toEqual(roomClosed);
    const again = await joined({ room: ann.snapshot.room, name: 'Bob' });
    expect(again.grant.moderator).toBe(true);
    expect(again.snapshot.settings).toMatchObject({ locked: false, title: null });
  });

  test('comes when its time is over', async () => {
    const { ann, bob } = await pairOf();
    await change(ann, { expires: (bob.snapshot.peers[bob.peerId]?.joinedAt ?? 0) + 1_000 });
    for (const { client } of [ann, bob]) expect(await client.closed).toEqual(roomClosed);
  });
});
