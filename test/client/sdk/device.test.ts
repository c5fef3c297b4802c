import { expect, test } from 'vitest';
import { prepareDevice } from '../../../client/sdk/device.ts';
import { Room } from '../../../client/sdk/room.ts';
import { SessionEnded } from '../../../client/sdk/session-end.ts';
import { fakeDevice, hello } from './fake-device.ts';
import { quiet } from './joined-room.ts';
import { FarEnd } from './memory-socket.ts';

test('the browser is asked for both directions while the socket is still being opened, and once', async () => {
  const farEnd = new FarEnd();
  const { handlerFactory } = fakeDevice();
  const asked: string[] = [];
  const listening: typeof handlerFactory = {
    ...handlerFactory,
    getNativeRtpCapabilities: options => {
      asked.push(options.direction);
      return handlerFactory.getNativeRtpCapabilities(options);
    },
  };
  const options = { url: 'ws://server/ws', room: 'blue', name: 'Ann' };
  const joining = Room.join({ ...options, openSocket: farEnd.open, handlerFactory: listening });
  joining.catch(() => {}); // nobody answers it here
  await quiet();
  expect(asked.sort()).toEqual(['recvonly', 'sendonly']);
  farEnd.opened();
  void farEnd.signal('hello', hello());
  await quiet();
  expect(farEnd.sent.map(({ method }) => method)).toEqual(['join']);
  expect(asked).toHaveLength(2);
});

test('a browser that cannot answer is an unsupported one', async () => {
  const { handlerFactory } = fakeDevice();
  const load = prepareDevice({
    ...handlerFactory,
    getNativeRtpCapabilities: () => Promise.reject(new Error('no WebRTC')),
  });
  const failed = await load(hello().routerRtpCapabilities).catch((error: unknown) => error);
  expect(failed).toBeInstanceOf(SessionEnded);
  expect(failed).toMatchObject({ end: { reason: 'unsupported-browser' } });
});
