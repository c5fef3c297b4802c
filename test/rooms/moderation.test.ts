/** What moderators do to others: everybody hears of it, it holds, and nobody else is touched. */
import { describe, expect, test } from 'vitest';
import type { RequestError } from '../../server/errors.ts';
import type { Room } from '../../server/rooms/room.ts';
import { camera, microphone } from '../support/media.ts';
import { aToken, enter, type Joining, type Member, openRoom, request, stays } from '../support/open-room.ts';
import { aGrant } from '../support/room-state.ts';

const moderator = aGrant({ moderator: true });

/** Ann moderates; Bob publishes. */
async function moderated(joining: Joining = {}) {
  const open = await openRoom();
  const ann = await enter(open.room, { name: 'Ann', identity: 'ann', grant: moderator });
  const bob = await enter(open.room, { name: 'Bob', identity: 'bob', ...joining });
  const voice = microphone();
  const picture = camera();
  await bob.peer.publishing.publish(voice);
  await bob.peer.publishing.publish(picture);
  await open.worker.settled();
  return { ...open, ann, bob, voice: voice.producerId, picture: picture.producerId };
}

const last = ({ sink }: Member) => sink.events.at(-1);
const signalsOf = ({ sink }: Member, wanted: string) =>
  sink.signals.filter(({ name }) => name === wanted).map(({ params }) => params);
const producers = (room: Room, { peer }: Member) =>
  Object.values(room.state.peers[peer.peerId]?.producers ?? {}).map(({ source, paused }) => ({
    source,
    paused,
  }));
const reason = (word: ConstructorParameters<typeof RequestError>[0], field?: string) =>
  expect.objectContaining({ reason: word, ...(field && { field }) });

describe('muting', () => {
  test('by force pauses the producer and says who did it; the peer may un-mute itself', async () => {
    const { room, ann, bob, voice } = await moderated();
    await room.moderation.mute(voice, true, ann.peer);
    expect(last(bob)).toMatchObject({ type: 'producerPaused', producerId: voice, by: ann.peer.peerId });
    await bob.peer.publishing.setPaused(voice, false);
    expect(last(ann)).toMatchObject({ type: 'producerResumed', producerId: voice });
    expect(last(ann)).not.toHaveProperty('by');
  });

  test('twice, or what is muted, is no news', async () => {
    const { room, ann, bob, voice } = await moderated();
    await Promise.all([
      room.moderation.mute(voice, true, ann.peer),
      room.moderation.mute(voice, true, ann.peer),
      bob.peer.publishing.setPaused(voice, true),
    ]);
    expect(ann.sink.events.filter(({ type }) => type === 'producerPaused')).toHaveLength(1);
  });

  test('by asking changes nothing and is told to the publisher alone', async () => {
    const { room, ann, bob, voice } = await moderated();
    const before = room.state;
    await room.moderation.mute(voice, false, ann.peer);
    expect(signalsOf(bob, 'muteAsked')).toEqual([{ producerId: voice, by: ann.peer.peerId }]);
    expect(signalsOf(ann, 'muteAsked')).toEqual([]);
    expect(room.state).toBe(before);
  });

  test('by the API has no author', async () => {
    const { room, bob, voice } = await moderated();
    await room.moderation.mute(voice, true, null);
    expect(last(bob)).toMatchObject({ type: 'producerPaused', by: null });
  });

  test('what nobody publishes is not found', async () => {
    const { room, ann, bob, voice } = await moderated();
    bob.peer.close('left');
    await expect(room.moderation.mute(voice, true, ann.peer)).rejects.toEqual(
      reason('not-found', 'producerId'),
    );
    expect(() => room.moderation.stop(voice, ann.peer)).toThrow(reason('not-found', 'producerId'));
  });
});

test('a stopped camera is gone for everybody, with the one who did it', async () => {
  const { room, worker, ann, bob, picture, consumersOf } = await moderated();
  room.moderation.stop(picture, ann.peer);
  await worker.settled();
  expect(last(bob)).toMatchObject({ type: 'producerRemoved', producerId: picture, by: ann.peer.peerId });
  expect(consumersOf(ann)).toHaveLength(1);
  await expect(bob.peer.publishing.publish(camera())).resolves.toBeUndefined();
});

describe('a grant', () => {
  test('that allows a source no more ends it, and it cannot be published again', async () => {
    const { room, ann, bob } = await moderated();
    room.moderation.changeGrant(bob.peer.peerId, { canPublish: ['microphone'] }, ann.peer);
    expect(producers(room, bob)).toEqual([{ source: 'microphone', paused: false }]);
    await expect(bob.peer.publishing.publish(camera())).rejects.toEqual(reason('not-permitted', 'source'));
    expect(room.state.peers[bob.peer.peerId]?.grant).toEqual(aGrant({ canPublish: ['microphone'] }));
  });

  test('that changes while a source is being built: it never appears', async () => {
    const { room, worker, ann, bob } = await moderated();
    const publishing = bob.peer.publishing.publish(microphone({ source: 'screen-audio' }));
    const outcome = expect(publishing).rejects.toEqual(reason('not-permitted', 'source'));
    await worker.waiting('transport.produce');
    room.moderation.changeGrant(bob.peer.peerId, { canPublish: ['microphone'] }, ann.peer);
    await outcome;
    await worker.settled();
    expect(producers(room, bob)).toEqual([{ source: 'microphone', paused: false }]);
  });

  test('that takes receiving away ends the consumers, and giving it back brings them back', async () => {
    const { room, worker, ann, bob, consumersOf } = await moderated();
    room.moderation.changeGrant(ann.peer.peerId, { canSubscribe: false }, null);
    await worker.settled();
    await ann.peer.subscriptions.reconcile();
    expect(consumersOf(ann)).toHaveLength(0);
    room.moderation.changeGrant(ann.peer.peerId, { canSubscribe: true }, bob.peer);
    await ann.peer.subscriptions.reconcile();
    expect(consumersOf(ann)).toHaveLength(2);
  });

  test('holds for the identity, whatever its token says when it comes back', async () => {
    const { room, ann, bob } = await moderated();
    room.moderation.changeGrant(bob.peer.peerId, { canPublish: [], canSend: false }, ann.peer);
    bob.peer.close('left');
    const again = await enter(room, { name: 'Bob', identity: 'bob' });
    expect(again.peer.grant).toEqual(aGrant({ canPublish: [], canSend: false }));
  });

  test('that is as it was is no news; a peer that is not there is not found', async () => {
    const { room, ann, bob } = await moderated();
    const before = room.state.seq;
    room.moderation.changeGrant(bob.peer.peerId, { canSend: true }, ann.peer);
    expect(room.state.seq).toBe(before);
    expect(() => room.moderation.changeGrant('nobody', { canSend: true }, ann.peer)).toThrow(
      reason('not-found', 'peerId'),
    );
  });
});

describe('who is removed', () => {
  test('goes at once and does not come back, neither by identity nor by token', async () => {
    const { room, ann, bob } = await moderated({ token: aToken(['t2', 't1']) });
    room.moderation.remove(bob.peer.peerId, ann.peer);
    expect(bob.sink.closed).toEqual(['kicked']);
    expect(last(ann)).toMatchObject({ type: 'peerLeft', peerId: bob.peer.peerId, reason: 'kicked' });
    for (const visitor of [
      { identity: 'bob', token: aToken(['t9']) },
      { identity: 'robert', token: aToken(['t3', 't1']) },
    ]) {
      await expect(room.join(request(visitor), stays)).rejects.toEqual(reason('removed'));
    }
    await expect(enter(room, { identity: 'cleo', token: aToken(['t8']) })).resolves.toBeDefined();
  });

  test('does not get in by a join that was under way', async () => {
    const { room, worker, ann, bob } = await moderated();
    const before = worker.size;
    const joining = room.join(request({ identity: 'bob' }), stays);
    const outcome = expect(joining).rejects.toEqual(reason('removed'));
    await worker.waiting('router.createWebRtcTransport');
    room.moderation.remove(bob.peer.peerId, ann.peer);
    await outcome;
    await worker.settled();
    expect(worker.size).toBeLessThan(before);
    expect(Object.keys(room.state.peers)).toEqual([ann.peer.peerId]);
  });

  test('without an identity could come back as anybody: newcomers wait in the lobby from now on', async () => {
    const { room, ann, bob } = await moderated({ identity: null });
    room.moderation.remove(bob.peer.peerId, ann.peer);
    expect(room.state.settings.lobby).toBe(true);
  });

  test('as a guest does not come back by the token that it had', async () => {
    const token = aToken(['t2', 't1'], { guest: true });
    const { room, ann, bob } = await moderated({ identity: null, token });
    room.moderation.remove(bob.peer.peerId, ann.peer);
    const again = { identity: null, token: aToken(['t3', 't1'], { guest: true }) };
    await expect(room.join(request(again), stays)).rejects.toEqual(reason('removed'));
    expect(room.state.settings.lobby).toBe(true);
  });

  test('is never oneself', async () => {
    const { room, ann } = await moderated();
    expect(() => room.moderation.remove(ann.peer.peerId, ann.peer)).toThrow(
      reason('not-permitted', 'peerId'),
    );
  });
});

describe('settings', () => {
  test('that let only moderators publish end what others publish', async () => {
    const { room, ann, bob } = await moderated();
    await ann.peer.publishing.publish(camera());
    room.moderation.changeSettings({ canPublish: ['microphone'] }, ann.peer);
    expect(producers(room, bob).map(({ source }) => source)).toEqual(['microphone']);
    expect(producers(room, ann).map(({ source }) => source)).toEqual(['camera']);
  });

  test('that turn chat off leave it to moderators', async () => {
    const { room, ann, bob } = await moderated();
    room.moderation.changeSettings({ chat: false }, ann.peer);
    const message = { messageId: '00000000-0000-4000-8000-000000000001', text: 'hello' };
    expect(() => bob.peer.presence.sendChat(message)).toThrow(reason('not-permitted'));
    expect(() => ann.peer.presence.sendChat(message)).not.toThrow();
  });

  test('never carry the passcode, and are told when they differ', async () => {
    const { room, ann, bob } = await moderated();
    room.moderation.changeSettings({ passcode: 'open sesame', title: 'Monday' }, ann.peer);
    expect(last(bob)).toMatchObject({
      type: 'settingsChanged',
      settings: { passcode: true, title: 'Monday' },
      by: ann.peer.peerId,
    });
    expect(JSON.stringify(bob.sink.events)).not.toContain('sesame');
    const before = room.state.seq;
    room.moderation.changeSettings({ title: 'Monday' }, ann.peer);
    expect(room.state.seq).toBe(before);
  });

  test('bound how many may be inside; moderators, and who replaces itself, come in anyway', async () => {
    const { room, ann } = await moderated();
    room.moderation.changeSettings({ maxPeers: 2 }, ann.peer);
    await expect(room.join(request({ identity: 'cleo' }), stays)).rejects.toEqual(reason('room-full'));
    await expect(enter(room, { identity: 'bob' })).resolves.toBeDefined();
    await expect(enter(room, { identity: 'dora', grant: moderator })).resolves.toBeDefined();
  });

  test('of the server bound everybody', async () => {
    const { room } = await openRoom({ maxPeers: 1 });
    const joins = ['ann', 'bob'].map(identity => enter(room, { identity, grant: moderator }));
    const outcomes = await Promise.allSettled(joins);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  });
});

test('the same identity joining twice replaces the first; without identity nobody is replaced', async () => {
  const { room, bob } = await moderated();
  const again = await enter(room, { name: 'Bob', identity: 'bob' });
  expect(bob.sink.closed).toEqual(['replaced']);
  expect([...room.members.values()].at(-1)).toBe(again.peer);
  const guests = [await enter(room), await enter(room)];
  expect(guests.map(({ sink }) => sink.closed)).toEqual([[], []]);
});

describe('a hidden peer', () => {
  test('receives, and is in nothing that others are told', async () => {
    const { room, ann, bob, consumersOf } = await moderated();
    const before = room.state;
    const eve = await enter(room, { name: 'Eve', identity: 'eve', hidden: true });
    expect(consumersOf(eve)).toHaveLength(2);
    eve.peer.close('left');
    expect(room.state).toBe(before);
    expect(JSON.stringify([ann.sink.events, bob.sink.events])).not.toContain(eve.peer.peerId);
  });

  test('publishes nothing, whatever its grant, and what it moderates has no author', async () => {
    const { room, bob, voice } = await moderated();
    const eve = await enter(room, { name: 'Eve', identity: 'eve', hidden: true, grant: moderator });
    await expect(eve.peer.publishing.publish(camera())).rejects.toEqual(reason('not-permitted', 'source'));
    await room.moderation.mute(voice, true, eve.peer);
    expect(last(bob)).toMatchObject({ type: 'producerPaused', by: null });
  });

  test('hears of its own grant by a signal', async () => {
    const { room } = await moderated();
    const eve = await enter(room, { name: 'Eve', identity: 'eve', hidden: true });
    const before = room.state.seq;
    room.moderation.changeGrant(eve.peer.peerId, { canSend: false }, null);
    expect(signalsOf(eve, 'grant')).toEqual([{ grant: aGrant({ canSend: false }) }]);
    expect(room.state.seq).toBe(before);
  });
});

describe('a room that governs itself', () => {
  const isModerator = (room: Room, { peer }: Member) =>
    room.state.peers[peer.peerId]?.grant.moderator ?? false;

  test('makes the first to come its moderator, and the oldest one when that one leaves', async () => {
    const { room } = await openRoom({ selfGoverned: true });
    const [ann, bob, cleo] = [await enter(room), await enter(room), await enter(room)];
    expect([ann, bob, cleo].map(each => isModerator(room, each))).toEqual([true, false, false]);
    ann.peer.close('left');
    expect([bob, cleo].map(each => isModerator(room, each))).toEqual([true, false]);
  });

  test('knows its moderator again who came without an identity, and replaces who is still there', async () => {
    const { room } = await openRoom({ selfGoverned: true });
    const guest = (id: string) => ({ token: aToken([id, 'first'], { guest: true }) });
    const ann = await enter(room, guest('t1'));
    const bob = await enter(room);
    const again = await enter(room, guest('t2'));
    expect(ann.sink.closed).toEqual(['replaced']);
    expect([bob, again].map(each => isModerator(room, each))).toEqual([true, true]);
  });

  test('keeps a moderator when the only one gives the role away to nobody', async () => {
    const { room } = await openRoom({ selfGoverned: true });
    const ann = await enter(room);
    room.moderation.changeGrant(ann.peer.peerId, { moderator: false }, ann.peer);
    expect(isModerator(room, ann)).toBe(true);
  });

  test('lets the role be handed on', async () => {
    const { room } = await openRoom({ selfGoverned: true });
    const [ann, bob] = [await enter(room), await enter(room)];
    room.moderation.changeGrant(bob.peer.peerId, { moderator: true }, ann.peer);
    room.moderation.changeGrant(ann.peer.peerId, { moderator: false }, ann.peer);
    expect([ann, bob].map(each => isModerator(room, each))).toEqual([false, true]);
  });
});
