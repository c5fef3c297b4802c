import { afterEach, expect, test, vi } from 'vitest';
import { serversWithoutUdp, withoutUdp } from '../../../client/sdk/simulate.ts';
import { media } from './fake-device.ts';
import { FakeMachine } from './fake-machine.ts';
import { joinedRoom, joining, settled } from './joined-room.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a socket that drops is lost at once, and told so once', async () => {
  const { farEnd, room } = await joinedRoom();
  const states: string[] = [];
  room.on('connection', state => states.push(state));
  room.simulate('socket-drop');
  room.simulate('socket-drop');
  expect([states, room.end]).toEqual([['reconnecting'], undefined]);
  expect(farEnd.closedByClient).toEqual({ code: 3000, word: '' });
});

test('a socket that falls silent is found out by silence, not by its close', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { farEnd, room } = await joinedRoom();
  room.simulate('socket-silent');
  const sent = farEnd.sent.length;
  await farEnd.signal('speakers', { dominant: null, levels: [] });
  farEnd.close(1006);
  expect(room.end).toBeUndefined();
  await vi.advanceTimersByTimeAsync(19_000);
  expect(room.connection).toBe('connected');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(room.connection).toBe('reconnecting');
  expect(farEnd.sent).toHaveLength(sent);
});

test('media are lost by restarting ICE twice behind the browser’s back, on both paths', async () => {
  const { farEnd, room } = await joinedRoom();
  farEnd.answers.restartIce = () => ({ iceParameters: { usernameFragment: 'u', password: 'p' } });
  room.simulate('media-loss');
  const restarts = farEnd.sent.filter(({ method }) => method === 'restartIce').map(({ params }) => params);
  expect(new Set(restarts.map(params => JSON.stringify(params))).size).toBe(2);
  expect(restarts).toHaveLength(4);
});

test('media that cannot be lost are an error, and the call goes on', async () => {
  const { farEnd, room } = await joinedRoom();
  const errors: Error[] = [];
  room.on('error', error => errors.push(error));
  room.simulate('media-loss');
  const data = { reason: 'unavailable' };
  await farEnd.answer(farEnd.last('restartIce'), { error: { code: -32007, message: 'no', data } });
  await settled(() => errors.length > 0);
  expect(room.end).toBeUndefined();
});

test('a device that is unplugged gives way to what the machine has left', async () => {
  new FakeMachine(['audioinput', 'built-in']).install();
  const { room } = await joinedRoom();
  const told: string[] = [];
  room.local.on('fellBack', (source, label) => told.push(`${source}: ${label}`));
  room.simulate('camera-unplugged');
  await room.setMicrophone(true);
  const before = room.local.state('microphone').track;
  room.simulate('microphone-unplugged');
  await settled(() => told.length > 0);
  expect(told).toEqual(['microphone: The built-in']);
  expect(room.local.state('microphone').track).not.toBe(before);
});

test('a fault that there is not is an error', async () => {
  const { room } = await joinedRoom();
  expect(() => room.simulate('socket-dorp' as never)).toThrow(TypeError);
  await expect(joining({ simulate: ['udp-blokced' as never] }).joined).rejects.toThrow(TypeError);
});

test('without UDP only what works by TCP is left', () => {
  const offered = media();
  const [candidate] = offered.sendTransport.iceCandidates;
  if (!candidate) throw new Error('no candidate');
  const tcp = { ...candidate, protocol: 'tcp' as const, tcpType: 'passive' as const };
  const iceCandidates = [{ ...candidate, protocol: 'udp' as const }, tcp];
  const left = withoutUdp({
    ...offered,
    sendTransport: { ...offered.sendTransport, iceCandidates },
    recvTransport: { ...offered.recvTransport, iceCandidates },
  });
  expect([left.sendTransport.iceCandidates, left.recvTransport.iceCandidates]).toEqual([[tcp], [tcp]]);
  const servers = [
    { urls: ['turn:a', 'turn:a?transport=tcp'], username: 'u', credential: 'c' },
    { urls: ['turns:b'], username: 'v', credential: 'd' },
    { urls: ['turn:c?transport=udp'], username: 'w', credential: 'e' },
  ];
  expect(serversWithoutUdp(servers)).toEqual([
    { urls: ['turn:a?transport=tcp'], username: 'u', credential: 'c' },
    { urls: ['turns:b'], username: 'v', credential: 'd' },
  ]);
});
