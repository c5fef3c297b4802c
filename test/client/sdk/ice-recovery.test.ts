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
  recoverIce(transport, askRestart);
  const [handler] = handlers;
  if (!(handler instanceof FakeHandler)) throw new Error('not the fake handler');
  return { transport, become: (state: ConnectionState) => handler.setConnectionState(state) };
}

test('an interruption that heals by itself is left alone', async () => {
  const ask = vi.fn(async () => iceParameters);
  const { become } = await watched(ask);
  become('connected');
  become('disconnected');
  await vi.advanceTimersByTimeAsync(2_000);
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
  await vi.advanceTimersByTimeAsync(3_000);
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
