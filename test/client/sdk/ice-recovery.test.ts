import { FakeHandler } from 'mediasoup-client';
import type { ConnectionState, IceParameters } from 'mediasoup-client/types';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { recoverIce } from '../../../client/sdk/ice-recovery.ts';
import { loadedDevice, media } from './fake-device.ts';

const iceParameters: IceParameters = { usernameFragment: 'new', password: 'new' };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

async function watched(askRestart: () => Promise<IceParameters>) {
  const { device, handlers } = await loadedDevice();
  const { sendTransport } = media();
  const transport = device.createSendTransport({ id: sendTransport.transportId, ...sendTransport });
  const recovery = recoverIce(transport, askRestart);
  const [handler] = handlers;
  if (!(handler instanceof FakeHandler)) throw new Error('not the fake handler');
  return { transport, recovery, become: (state: ConnectionState) => handler.setConnectionState(state) };
}

test('an interruption that heals by itself is left alone', async () => {
  const ask = vi.fn(async () => iceParameters);
  const { become } = await watched(ask);
  become('connected');
  become('disconnected');
  await vi.advanceTimersByTimeAsync(400);
  become('connected');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).not.toHaveBeenCalled();
});

test('a longer one restarts ICE, with growing pauses, until it is connected', async () => {
  const ask = vi.fn(async () => iceParameters);
  const { transport, become } = await watched(ask);
  const restarted = vi.spyOn(transport, 'restartIce');
  become('connected');
  become('disconnected');
  await vi.advanceTimersByTimeAsync(500);
  expect(restarted).toHaveBeenCalledExactlyOnceWith({ iceParameters });
  await vi.advanceTimersByTimeAsync(2_000 + 4_000 + 8_000 + 15_000);
  expect(ask).toHaveBeenCalledTimes(5);
  become('connected');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).toHaveBeenCalledTimes(5);
});

test('a failed path is restarted at once, and a refused restart is tried again', async () => {
  const ask = vi.fn<() => Promise<IceParameters>>().mockRejectedValueOnce(new Error('unavailable'));
  ask.mockResolvedValue(iceParameters);
  const { transport, become } = await watched(ask);
  const restarted = vi.spyOn(transport, 'restartIce');
  become('failed');
  await vi.advanceTimersByTimeAsync(0);
  expect(ask).toHaveBeenCalledTimes(1);
  expect(restarted).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(restarted).toHaveBeenCalledTimes(1);
});

test('closing the transport ends it, also while the server is being asked', async () => {
  let answer: (parameters: IceParameters) => void = () => undefined;
  const ask = vi.fn(() => new Promise<IceParameters>(resolve => (answer = resolve)));
  const { transport, become } = await watched(ask);
  const restarted = vi.spyOn(transport, 'restartIce');
  become('failed');
  transport.close();
  answer(iceParameters);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(restarted).not.toHaveBeenCalled();
  expect(ask).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

test('a path that is gone when the network changes is not waited for, and one that goes a moment later neither', async () => {
  const ask = vi.fn(async () => iceParameters);
  const { become, recovery } = await watched(ask);
  become('connected');
  recovery.networkChanged();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(ask).not.toHaveBeenCalled();
  become('disconnected');
  await vi.advanceTimersByTimeAsync(0);
  expect(ask).toHaveBeenCalledTimes(1);
  become('connected');
  await vi.advanceTimersByTimeAsync(20_000);
  become('disconnected');
  await vi.advanceTimersByTimeAsync(400);
  expect(ask).toHaveBeenCalledTimes(1);
  recovery.networkChanged();
  await vi.advanceTimersByTimeAsync(0);
  expect(ask).toHaveBeenCalledTimes(2);
});

test('a network that changes all the time restarts ICE once a second at most', async () => {
  const ask = vi.fn(async () => iceParameters);
  const { become, recovery } = await watched(ask);
  become('disconnected');
  for (let times = 0; times < 35; times += 1) {
    recovery.networkChanged();
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(ask).toHaveBeenCalledTimes(4);
});

test('a path that is silent is restarted at once, whatever its state, and no more when something arrives', async () => {
  const ask = vi.fn(async () => iceParameters);
  const { become, recovery } = await watched(ask);
  become('connected');
  recovery.silent();
  await vi.advanceTimersByTimeAsync(0);
  expect(ask).toHaveBeenCalledTimes(1);
  recovery.alive();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).toHaveBeenCalledTimes(1);
});

test('a path that stays silent is restarted again', async () => {
  const ask = vi.fn(async () => iceParameters);
  const { become, recovery } = await watched(ask);
  become('connected');
  recovery.silent();
  await vi.advanceTimersByTimeAsync(2_100);
  expect(ask).toHaveBeenCalledTimes(2);
});
