import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Bursts } from '../../server/checks/bursts.ts';
import { Conversation } from '../../server/checks/conversation.ts';
import { maxBurst } from '../../server/protocol/probe.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function talk() {
  const answers: unknown[] = [];
  const packets: number[] = [];
  let ended = 0;
  const conversation = new Conversation(
    {
      answer: text => answers.push(JSON.parse(text)),
      sendPacket: packet => packets.push(packet.length),
      received: async () => ({ messages: 7, bytes: 700 }),
      tooMuch: () => {
        ended += 1;
      },
    },
    new Bursts(1),
  );
  const say = (command: unknown) => conversation.receive(Buffer.from(JSON.stringify(command)));
  return { conversation, say, answers, packets, ended: () => ended };
}

test('an echo comes back as it was', () => {
  const { say, answers } = talk();
  say({ type: 'echo', serial: 3 });
  expect(answers).toEqual([{ type: 'echo', serial: 3 }]);
});

test('what has arrived is counted, with the time', async () => {
  const { say, answers } = talk();
  say({ type: 'count', serial: 4 });
  await vi.advanceTimersByTimeAsync(0);
  expect(answers).toEqual([{ type: 'counted', serial: 4, messages: 7, bytes: 700, at: expect.any(Number) }]);
});

test('messages are sent as ordered, between two words', () => {
  const { say, answers, packets } = talk();
  say({ type: 'send', serial: 5, messages: 10, bytes: 900, perSecond: 100 });
  expect(answers).toEqual([{ type: 'sending', serial: 5 }]);
  vi.advanceTimersByTime(100);
  expect(packets).toEqual(Array(10).fill(900));
  expect(answers.at(-1)).toEqual({ type: 'sent', serial: 5 });
});

test('one order at a time, and not more than a check needs', () => {
  const { say, answers, packets } = talk();
  const order = { type: 'send', messages: maxBurst.messages, bytes: 1, perSecond: maxBurst.perSecond };
  say({ ...order, serial: 1 });
  say({ ...order, serial: 2 });
  expect(answers.at(-1)).toMatchObject({ type: 'refused', reason: 'rate-limited' });
  vi.advanceTimersByTime(2_000);
  expect(packets).toHaveLength(maxBurst.messages);
  say({ ...order, serial: 3 });
  expect(answers.at(-1)).toMatchObject({ type: 'refused', reason: 'rate-limited' });
  say({ ...order, messages: 200, serial: 4 });
  expect(answers.at(-1)).toEqual({ type: 'sending', serial: 4 });
});

test('what is closed sends nothing more', () => {
  const { conversation, say, answers, packets } = talk();
  say({ type: 'send', serial: 5, messages: 100, bytes: 900, perSecond: 100 });
  vi.advanceTimersByTime(100);
  conversation.close();
  vi.advanceTimersByTime(5_000);
  expect([answers.length, packets.length, vi.getTimerCount()]).toEqual([1, 10, 0]);
});

test.each<[string, unknown, string, string]>([
  ['no object', 'hello', 'invalid-params', 'type'],
  ['no type', {}, 'invalid-params', 'type'],
  ['an unknown type', { type: 'toString', serial: 1 }, 'invalid-params', 'type'],
  ['no serial', { type: 'echo' }, 'invalid-params', 'serial'],
  ['a serial that is too high', { type: 'echo', serial: 1e9 }, 'invalid-params', 'serial'],
  ['an unknown member', { type: 'count', serial: 1, of: 'all' }, 'invalid-params', 'of'],
  [
    'too many',
    { type: 'send', serial: 1, messages: 2_001, bytes: 1, perSecond: 1 },
    'invalid-params',
    'messages',
  ],
  [
    'too long',
    { type: 'send', serial: 1, messages: 1, bytes: 1_001, perSecond: 1 },
    'invalid-params',
    'bytes',
  ],
  [
    'too fast',
    { type: 'send', serial: 1, messages: 1, bytes: 1, perSecond: 1_001 },
    'invalid-params',
    'perSecond',
  ],
  [
    'too slow',
    { type: 'send', serial: 1, messages: 1, bytes: 1, perSecond: 0 },
    'invalid-params',
    'perSecond',
  ],
])('%s is refused, and what is wrong is named', (_, command, reason, field) => {
  const { say, answers, packets } = talk();
  say(command);
  expect(answers).toEqual([{ type: 'refused', reason, detail: expect.stringContaining(field) }]);
  vi.advanceTimersByTime(1_000);
  expect(packets).toEqual([]);
});

test('what is no JSON, and what is longer than any command, is refused', () => {
  const { conversation, answers } = talk();
  conversation.receive(Buffer.from('{"type":'));
  conversation.receive(Buffer.alloc(257, ' '));
  expect(answers).toMatchObject([
    { reason: 'parse-error', detail: expect.any(String) },
    { reason: 'invalid-params', detail: expect.stringContaining('256 bytes') },
  ]);
});

test('a flood of commands is too much, and so is one of bytes', () => {
  const many = talk();
  for (let serial = 0; serial < 200; serial += 1) many.say({ type: 'echo', serial });
  expect([many.answers.length, many.ended()]).toEqual([200, 0]);
  many.say({ type: 'echo', serial: 200 });
  expect([many.answers.length, many.ended()]).toEqual([200, 1]);
  vi.advanceTimersByTime(1_000);
  many.say({ type: 'echo', serial: 201 });
  expect([many.answers.length, many.ended()]).toEqual([201, 1]);

  const long = talk();
  long.conversation.receive(Buffer.alloc(60_000, ' '));
  expect([long.answers.length, long.ended()]).toEqual([0, 1]);
});
