import { runInNewContext } from 'node:vm';
import { Device } from 'mediasoup-client';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Data, DataLimits } from '#protocol/messages.ts';
import { MediaSession } from '../../../client/sdk/media-session.ts';
import { openMessage, sealMessage } from '../../../client/sdk/message-envelope.ts';
import { MessageError } from '../../../client/sdk/message-error.ts';
import { lostByServer, lostOnTheWay } from '../../../client/sdk/message-lost.ts';
import type { RoomMessage } from '../../../client/sdk/messages.ts';
import { OutgoingMessages } from '../../../client/sdk/outgoing-messages.ts';
import { RequestError } from '../../../client/sdk/request-error.ts';
import type { Signalling } from '../../../client/sdk/signalling.ts';
import { fakeDevice, hello, media } from './fake-device.ts';
import { quiet, settled } from './joined-room.ts';

const data: Data = { sctpPort: 5000, maxMessageSize: 262_144, streams: { ordered: 0, lossy: 1 } };
const { data: limits } = hello().limits;
const problem = (reason: string) => expect.objectContaining({ name: 'MessageError', reason });

/** mediasoup-client's fake data channel, which never opens, made to open, take and bring messages. */
class FakeChannel {
  readonly sent: unknown[] = [];
  readonly label: string;
  readonly #channel: EventTarget;

  constructor(label: string, channel: EventTarget) {
    this.label = label;
    this.#channel = channel;
    Object.defineProperty(channel, 'send', { value: (wire: unknown) => this.sent.push(wire) });
    this.buffered = 0;
  }

  set buffered(bytes: number) {
    Reflect.set(this.#channel, '_bufferedAmount', bytes);
  }

  open(): void {
    Reflect.set(this.#channel, '_readyState', 'open');
    this.#channel.dispatchEvent(new Event('open'));
  }

  bring(wire: unknown): void {
    this.#channel.dispatchEvent(Object.assign(new Event('message'), { data: wire }));
  }
}

async function aSession(of: Data | null = data) {
  const { handlerFactory, handlers } = fakeDevice();
  const outgoing: FakeChannel[] = [];
  const incoming: FakeChannel[] = [];
  const factory: typeof handlerFactory.factory = options => {
    const handler = handlerFactory.factory(options);
    const { sendDataChannel, receiveDataChannel } = handler;
    handler.sendDataChannel = async params => {
      const made = await sendDataChannel.call(handler, params);
      outgoing.push(new FakeChannel(params.sctpStreamParameters.label ?? '', made.dataChannel));
      return made;
    };
    handler.receiveDataChannel = async params => {
      const made = await receiveDataChannel.call(handler, params);
      incoming.push(new FakeChannel(params.label ?? '', made.dataChannel));
      return made;
    };
    return handler;
  };
  const device = new Device({ handlerFactory: { ...handlerFactory, factory } });
  const { routerRtpCapabilities } = hello();
  await device.load({
    routerRtpCapabilities: routerRtpCapabilities as Parameters<Device['load']>[0]['routerRtpCapabilities'],
  });
  const asked: { method: string; params: unknown; answer(): void; refuse(error?: Error): void }[] = [];
  const signalling: Signalling = {
    request: (method, params) =>
      new Promise((resolve, reject) => {
        asked.push({
          method,
          params,
          answer: () => resolve({} as never),
          refuse: (error = new Error('no')) => reject(error),
        });
      }),
  };
  const session = new MediaSession(device, signalling);
  const heard: RoomMessage[] = [];
  session.on('message', message => heard.push(message));
  const begin = (generation = 1) => session.begin({ ...media([], generation), ...(of && { data: of }) });
  begin();
  const messages = new OutgoingMessages(limits, (...message) => session.sendMessage(...message));
  const publications = () => asked.filter(({ method }) => method === 'publishData');
  return { session, messages, outgoing, incoming, heard, publications, handlers, begin };
}

test('a channel opens at the first message, is announced once, and messages wait for both in order', async () => {
  const { messages, outgoing, publications } = await aSession();
  await quiet();
  expect(outgoing).toEqual([]);
  const sending = [
    messages.send('one'),
    messages.send(Uint8Array.of(7, 0x0a, 9)),
    messages.send('three', { to: ['ben'] }),
  ];
  await settled(() => publications().length === 1);
  expect(publications()[0]?.params).toEqual({ channel: 'ordered', streamId: expect.any(Number) });
  outgoing[0]?.open();
  await quiet();
  expect(outgoing[0]?.sent).toEqual([]); // the server would drop them
  publications()[0]?.answer();
  await Promise.all(sending);
  const bytes = Uint8Array.of(0x7b, 0x7d, 0x0a, 7, 0x0a, 9);
  expect(outgoing[0]?.sent).toEqual(['{}\none', bytes, '{"to":["ben"]}\nthree']);
  await messages.send('four');
  expect(outgoing[0]?.sent.at(-1)).toBe('{}\nfour');
  expect([outgoing.length, publications().length]).toEqual([1, 1]);
});

test('lossy messages have a channel of their own', async () => {
  const { messages, outgoing, publications } = await aSession();
  const sending = messages.send('now', { ordered: false });
  await settled(() => publications().length === 1);
  expect(publications()[0]?.params).toMatchObject({ channel: 'lossy' });
  outgoing[0]?.open();
  publications()[0]?.answer();
  await sending;
  expect([outgoing[0]?.label, outgoing[0]?.sent]).toEqual(['lossy', ['{}\nnow']]);
});

test('what the server refuses, or a session that ends, is an error; the next message tries anew', async () => {
  const { session, messages, outgoing, publications } = await aSession();
  const refused = expect(messages.send('x')).rejects.toEqual(problem('not-connected'));
  await settled(() => publications().length === 1);
  outgoing[0]?.open();
  publications()[0]?.refuse();
  await refused;
  const second = expect(messages.send('y')).rejects.toEqual(problem('not-connected'));
  await settled(() => publications().length === 2);
  session.close();
  await second;
  await expect(messages.send('z')).rejects.toEqual(problem('ended'));
});

test('whoever may not send is told that it is not the connection', async () => {
  const { messages, outgoing, publications } = await aSession();
  const refused = expect(messages.send('x')).rejects.toEqual(problem('not-permitted'));
  await settled(() => publications().length === 1);
  outgoing[0]?.open();
  const body = { code: -32008, message: 'no', data: { reason: 'not-permitted' } } as const;
  publications()[0]?.refuse(new RequestError('publishData', body));
  await refused;
});

test('a new generation opens channels anew', async () => {
  const { messages, outgoing, publications, begin } = await aSession();
  for (const generation of [1, 2]) {
    if (generation > 1) begin(generation);
    const sending = messages.send(`over ${generation}`);
    await settled(() => publications().length === generation);
    outgoing[generation - 1]?.open();
    publications()[generation - 1]?.answer();
    await sending;
  }
  expect(outgoing.map(({ sent }) => sent)).toEqual([['{}\nover 1'], ['{}\nover 2']]);
});

test('more than the buffer holds is an error, and nothing of it is sent', async () => {
  const { messages, outgoing, publications } = await aSession();
  const opening = messages.send('x');
  await settled(() => publications().length === 1);
  outgoing[0]?.open();
  publications()[0]?.answer();
  await opening;
  if (outgoing[0]) outgoing[0].buffered = 1024 * 1024 - 4;
  await expect(messages.send('xx')).rejects.toEqual(problem('buffer-full'));
  await messages.send('x');
  expect(outgoing[0]?.sent).toHaveLength(2);
});

test('what comes is told with its sender, as it was sent; what makes no sense is not', async () => {
  const { incoming, heard } = await aSession();
  await settled(() => incoming.length === 2);
  await quiet();
  const [ordered, lossy] = incoming;
  ordered?.bring('{"from":"ben"}\nhello\nyou');
  lossy?.bring(new TextEncoder().encode('{"from":"ben"}\n\u0000\n').buffer);
  for (const nonsense of ['', 'no header', '{}\nx', '[\nx', new ArrayBuffer(0), 7, null])
    ordered?.bring(nonsense);
  expect(heard).toEqual([
    { from: 'ben', data: 'hello\nyou', ordered: true },
    { from: 'ben', data: Uint8Array.of(0, 0x0a), ordered: false },
  ]);
});

test('a room joined without messages has no channels', async () => {
  const { messages, incoming, outgoing } = await aSession(null);
  await expect(messages.send('x')).rejects.toEqual(problem('not-supported'));
  await quiet();
  expect([...incoming, ...outgoing]).toEqual([]);
});

test('size is counted in bytes, and receivers must be some', () => {
  expect(sealMessage('é', undefined, 2).bytes).toBe(5);
  expect(() => sealMessage('é', undefined, 1)).toThrow(problem('too-large'));
  expect(() => sealMessage(new Uint8Array(3), undefined, 2)).toThrow(problem('too-large'));
  for (const to of [[], Array(129).fill('ben'), 'ben' as never])
    expect(() => sealMessage('', to, 1)).toThrow(problem('bad-receivers'));
  expect(() => sealMessage({ x: 1 } as never, undefined, 9)).toThrow(TypeError);
  const view = new Uint8Array([1, 2, 3, 4]).subarray(1, 3);
  expect(sealMessage(view, undefined, 2).wire).toEqual(Uint8Array.of(0x7b, 0x7d, 0x0a, 2, 3));
  expect(openMessage('{"from":"ben"}\n')).toEqual({ from: 'ben', data: '' });
});

test('bytes are bytes, also those of another frame', () => {
  const wire: unknown = runInNewContext(
    'new Uint8Array([0x7b, 0x22, 0x66, 0x72, 0x6f, 0x6d, 0x22, 0x3a, 0x22, 0x62, 0x22, 0x7d, 0x0a, 7]).buffer',
  );
  expect(openMessage(wire)).toEqual({ from: 'b', data: new Uint8Array([7]) });
});

test('every loss has a sentence, also a reason that only a newer server knows', () => {
  const refused = lostByServer({ channel: 'ordered', reason: 'rate-limited', count: 3 });
  expect(refused).toMatchObject({ direction: 'sent', ordered: true, reason: 'rate-limited', count: 3 });
  const lost = lostOnTheWay({ channel: 'lossy', reason: 'buffer-full', count: 1 });
  expect(lost).toMatchObject({ direction: 'received', ordered: false, reason: 'buffer-full' });
  for (const { sentence } of [refused, lost]) expect(sentence).toMatch(/\.$/);
  expect(new MessageError('too-large').message).toMatch(/\.$/);
});

describeAllowance();

function describeAllowance(): void {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance'] });
    return () => void vi.useRealTimers();
  });

  test('half of what the server allows may be sent at once, the rest as it comes back', async () => {
    const sent: string[] = [];
    const few: DataLimits = {
      messageBytes: 100,
      messages: 10,
      messagesPerSecond: 2,
      bytes: 1_000,
      bytesPerSecond: 100,
    };
    const messages = new OutgoingMessages(few, async ({ wire }) => void sent.push(String(wire)));
    for (let number = 0; number < 5; number += 1) await messages.send('x');
    await expect(messages.send('x')).rejects.toEqual(problem('rate-limited'));
    vi.advanceTimersByTime(500);
    await messages.send('x');
    await expect(messages.send('x')).rejects.toEqual(problem('rate-limited'));
    vi.advanceTimersByTime(60_000);
    for (let number = 0; number < 4; number += 1) await messages.send('x'.repeat(100));
    await expect(messages.send('x'.repeat(100))).rejects.toEqual(problem('rate-limited'));
    await messages.send('x');
    expect(sent).toHaveLength(11);
  });
}
