/** At the door, as one socket sees it: the lobby, tokens and their refresh, passcodes, and what an address may try. */
import { describe, expect, test, vi } from 'vitest';
import { RequestError } from '../../server/errors.ts';
import { Administration } from '../../server/rooms/administration.ts';
import { accessWith, claims, secret, signed } from '../auth/support/tokens.ts';
import { type Client, house, joinParams, ownTime, reasonOf } from './house.ts';

ownTime();

const room = 'kitchen';

async function closedHouse() {
  const access = await accessWith({ secret }, { now: () => Date.now() });
  const all = house({ access });
  const tokenOf = (sub: string, grant: object = {}, seconds = 600) =>
    signed(claims({ sub, room, name: sub, grant, exp: Math.floor(Date.now() / 1000) + seconds }));
  const knock = async (sub: string, grant?: object, client: Client = all.connect()) => {
    const id = client.send('join', { ...joinParams(sub), token: await tokenOf(sub, grant) });
    return { client, answer: client.answer(id) };
  };
  return { ...all, api: new Administration(all.registry), tokenOf, knock };
}

const signal = (client: Client, name: string) => client.socket.until(socket => socket.notifications(name)[0]);

describe('in the lobby', () => {
  async function waiting() {
    const all = await closedHouse();
    const host = await all.knock('host', { moderator: true });
    await host.answer;
    all.api.change(room, { lobby: true });
    const guest = await all.knock('guest');
    await signal(guest.client, 'waiting');
    const lobby = await signal(host.client, 'lobby');
    const [entry] = (lobby.params as { waiting: { waitingId: string; name: string }[] }).waiting;
    return { ...all, host: host.client, guest: guest.client, answer: guest.answer, entry };
  }

  test('one waits as long as it takes, and is told now and then that somebody is there', async () => {
    const { host, guest, answer, entry } = await waiting();
    for (let times = 0; times < 60; times++) {
      vi.advanceTimersByTime(5_000);
      for (const client of [host, guest]) client.session.onPong('');
    }
    expect(guest.socket.closed).toBeUndefined();
    expect(guest.socket.notifications('waiting').length).toBeGreaterThan(50);
    expect(entry).toMatchObject({ name: 'guest' });
    await host.call('admit', { waitingId: entry?.waitingId ?? '' });
    expect(await answer).toMatchObject({ result: { grant: { moderator: false } } });
    const { length } = guest.socket.notifications('waiting');
    vi.advanceTimersByTime(5_000);
    expect(guest.socket.notifications('waiting')).toHaveLength(length);
  });

  test('one is refused with a word, may try again, and must have joined in time from then on', async () => {
    const { host, guest, answer, entry } = await waiting();
    await host.call('refuse', { waitingId: entry?.waitingId ?? '' });
    expect(reasonOf(await answer)).toBe('refused');
    vi.advanceTimersByTime(4_999);
    expect(guest.socket.closed).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(guest.socket.closed).toMatchObject({ reason: 'timeout' });
    const late = await host.answer(host.send('admit', { waitingId: entry?.waitingId ?? '' }));
    expect(reasonOf(late)).toBe('not-found');
  });

  test('who goes away is gone from the list', async () => {
    const { host, guest } = await waiting();
    guest.session.onSocketClosed(1000);
    await host.socket.until(({ notifications: _ }) =>
      JSON.stringify(host.socket.notifications('lobby').at(-1)?.params) === '{"waiting":[]}'
        ? true
        : undefined,
    );
    expect(host.socket.closed).toBeUndefined();
  });

  test('nothing else is answered, and there is an end to what is kept', async () => {
    const { guest } = await waiting();
    for (let times = 0; times < 300; times++) {
      vi.advanceTimersByTime(100);
      guest.send('leave');
    }
    expect(guest.answered).toEqual([]);
    expect(guest.socket.closed).toEqual({ code: 4004, reason: 'protocol-error' });
  });

  test('a socket that falls silent is closed there too', async () => {
    const { guest, registry } = await waiting();
    await vi.advanceTimersByTimeAsync(15_100);
    expect(guest.socket.closed).toMatchObject({ reason: 'timeout' });
    expect(registry.records.get(room)?.lobby.waiting).toEqual([]);
  });
});

describe('a token', () => {
  test('is followed by a fresh one at half of its time, with the grant as it is then, until the session ends', async () => {
    const { knock, api, connect } = await closedHouse();
    const { client } = await knock('ann', { moderator: true });
    const { result } = (await client.answer(1)) as { result: { peerId: string } };
    api.changeGrant(room, result.peerId, { canPublish: ['microphone'] });
    const renew = async (count: number) => {
      for (let beats = 0; beats < 63; beats++) {
        vi.advanceTimersByTime(5_000);
        client.session.onPong('');
      }
      return client.socket.until(socket => socket.notifications('token')[count - 1]);
    };
    expect(client.socket.notifications('token')).toEqual([]);
    const { params } = await renew(1);
    const { token } = params as { token: string };
    const again = connect();
    await again.answer(again.send('join', { ...joinParams('x'), token }));
    expect(again.socket.frames.at(-1)).toMatchObject({
      result: { grant: { canPublish: ['microphone'], moderator: true } },
    });
    expect(client.socket.closed).toMatchObject({ reason: 'replaced' });
    vi.advanceTimersByTime(3_600_000);
    expect(client.socket.notifications('token')).toHaveLength(1);
  });

  test('that expires drops no call', async () => {
    const { knock } = await closedHouse();
    const { client, answer } = await knock('ann', { moderator: true });
    await answer;
    for (let beats = 0; beats < 400; beats++) {
      vi.advanceTimersByTime(5_000);
      client.session.onPong('');
    }
    expect(client.socket.closed).toBeUndefined();
    expect(await client.answer(client.send('setHand', { raised: true }))).toMatchObject({ result: {} });
  });

  test('comes to a guest of an open server soon after the join', async () => {
    const access = await accessWith({}, { mode: 'open', now: () => Date.now() });
    const { connect } = house({ access, selfGoverned: true });
    const [ann, bob] = [connect(), connect()];
    await ann.join('Ann');
    vi.advanceTimersByTime(1_000);
    const { params } = await signal(ann, 'token');
    await bob.join('Bob');
    ann.session.onSocketClosed(1000);
    const back = connect();
    const token = (params as { token: string }).token;
    await back.answer(back.send('join', { ...joinParams('Ann'), token }));
    expect(back.socket.frames.at(-1)).toMatchObject({ result: { grant: { moderator: true } } });
  });

  test('is in no line of the log, and neither is a passcode', async () => {
    const { knock, api, connect, lines, tokenOf } = await closedHouse();
    api.create(room, { passcode: 'sesame street' });
    await (await knock('host', { moderator: true })).answer;
    const client = connect();
    const token = await tokenOf('ann');
    for (const passcode of ['open sesame', 'sesame street']) {
      await client.answer(client.send('join', { ...joinParams('Ann'), token, passcode }));
    }
    await client.answer(client.send('join', { ...joinParams('Ann'), token: `${token}x`, passcode: 5 }));
    expect(lines.length).toBeGreaterThan(3);
    expect(lines.join('')).not.toMatch(/eyJ|sesame/);
  });
});

test('wrong passcodes and joins are counted for the address, not for the socket', async () => {
  const { api, connect } = await closedHouse();
  const error = new RequestError('rate-limited');
  api.create(room, {});
  const address = {
    pseudonym: 'somebody',
    takeJoin: () => false,
    mayTryPasscode: () => false,
    failedPasscode: () => {},
    takeProbe: () => true,
    takeReport: () => true,
    keepSeat: () => undefined,
    leave: () => {},
  };
  const client = connect(address);
  const answer = await client.answer(client.send('join', joinParams('Ann')));
  expect(answer).toMatchObject({ error: { data: { reason: error.reason } } });
});
