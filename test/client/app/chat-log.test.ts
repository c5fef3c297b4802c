import { beforeEach, expect, test } from 'vitest';
import { chatGroups } from '../../../client/app/panels/chat-groups.ts';
import { ChatLog, chatBytes, maxChatBytes } from '../../../client/app/panels/chat-log.ts';
import { typedText } from '../../../client/app/typed-text.ts';
import { RequestError } from '../../../client/sdk/index.ts';
import { limits } from '../../../server/limits.ts';
import { type ErrorReason, errors } from '../../../server/protocol/words.ts';

interface Sent {
  text: string;
  messageId: string;
  arrives: () => void;
  isRefused: (error: Error) => void;
}

let sent: Sent[];
let chat: ChatLog;

beforeEach(() => {
  sent = [];
  chat = new ChatLog(
    (text, messageId) =>
      new Promise((arrives, isRefused) => void sent.push({ text, messageId, arrives, isRefused })),
  );
});

function refusal(reason: ErrorReason): RequestError {
  const { code, sentence } = errors[reason];
  return new RequestError('sendChat', { code, message: sentence, data: { reason } });
}

const fromBen = { messageId: 'b' };

test('counts what others say while the chat is out of sight', () => {
  chat.heard(fromBen, false);
  chat.heard(fromBen, false);
  chat.heard({ messageId: 'own' }, true);
  expect(chat.unread.value).toBe(2);
  chat.setInSight(true);
  expect(chat.unread.value).toBe(0);
  chat.heard(fromBen, false);
  expect(chat.unread.value).toBe(0);
  chat.setInSight(false);
  expect(chat.unread.value).toBe(0);
  chat.heard(fromBen, false);
  expect(chat.unread.value).toBe(1);
});

test('what is sent is shown at once, until it is part of the room', async () => {
  chat.send(' Hello \n');
  const [message] = chat.outgoing.value;
  expect(message).toMatchObject({ text: 'Hello', problem: null, messageId: sent[0]?.messageId });
  chat.heard({ messageId: message?.messageId ?? '' }, true);
  sent[0]?.arrives();
  await Promise.resolve();
  expect(chat.outgoing.value).toEqual([]);
});

test('nothing to say is not sent', () => {
  chat.send(' \n\u200e ');
  expect(sent).toEqual([]);
  expect(chat.outgoing.value).toEqual([]);
});

test.each([
  [refusal('rate-limited'), 'tooFast'],
  [refusal('invalid-params'), 'tooLong'],
  [refusal('internal-error'), 'failed'],
  [new Error('no connection'), 'failed'],
])('%s is told as %s, and can be tried again under the same id', async (error, problem) => {
  chat.send('Hello');
  sent[0]?.isRefused(error);
  await new Promise(setImmediate);
  const [failed] = chat.outgoing.value;
  expect(failed?.problem).toBe(problem);
  if (failed) chat.retry(failed);
  expect(chat.outgoing.value).toMatchObject([{ problem: null }]);
  expect(sent[1]?.messageId).toBe(sent[0]?.messageId);
});

test('a message that failed can be discarded', async () => {
  chat.send('Hello');
  sent[0]?.isRefused(refusal('rate-limited'));
  await new Promise(setImmediate);
  chat.discard(chat.outgoing.value[0]?.messageId ?? '');
  expect(chat.outgoing.value).toEqual([]);
});

test('length is counted as the server does: in bytes', () => {
  expect(maxChatBytes).toBe(limits.chatBytes);
  expect(chatBytes('abc')).toBe(3);
  expect(chatBytes(' 你好 ')).toBe(6);
  expect(chatBytes('x'.repeat(maxChatBytes + 1))).toBe(maxChatBytes + 1);
});

test('typed lines keep their breaks and lose what the server refuses', () => {
  expect(typedText('  a\r\nb\tc\u0007\u202e\u2028d \n')).toBe('a\nb\tc\nd');
});

test('what one person says in a row stands under one name', () => {
  const minute = 60_000;
  const said = [
    { messageId: '1', peerId: 'ann', name: 'Ann', text: 'a', at: 0 },
    { messageId: '2', peerId: 'ann', name: 'Ann', text: 'b', at: minute },
    { messageId: '3', peerId: 'ben', name: 'Ben', text: 'c', at: minute },
    { messageId: '4', peerId: 'ann', name: 'Ann', text: 'd', at: 2 * minute },
    { messageId: '5', peerId: 'ann', name: 'Ann', text: 'e', at: 20 * minute },
  ];
  const outgoing = [{ messageId: '6', text: 'f', at: 20 * minute, problem: null }];
  const groups = chatGroups(said, outgoing, 'ann');
  expect(groups.map(({ name, lines }) => [name, lines.map(line => line.text).join('')])).toEqual([
    ['Ann', 'ab'],
    ['Ben', 'c'],
    ['Ann', 'd'],
    ['Ann', 'ef'],
  ]);
  expect(groups.at(-1)?.lines.map(line => line.outgoing?.text)).toEqual([undefined, 'f']);
});

test('after a gap counts what is new, takes what arrived for said, and forgets what is gone', () => {
  const said = (...ids: string[]) =>
    ids.map(messageId => ({ messageId, peerId: 'ben', name: 'Ben', text: messageId, at: 0 }));
  chat.heard(fromBen, false);
  chat.send('did it arrive?');
  const own = sent[0]?.messageId ?? '';
  chat.replaced(said('a', 'b'), said('b', 'c', own, 'd'));
  expect([chat.unread.value, chat.outgoing.value]).toEqual([3, []]);
  chat.send('still on its way');
  chat.replaced(said('b', 'c', 'd'), []);
  expect([chat.unread.value, chat.outgoing.value.length]).toEqual([0, 1]);
  chat.setInSight(true);
  chat.replaced([], said('e'));
  expect(chat.unread.value).toBe(0);
});
